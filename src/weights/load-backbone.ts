import { getBackbone } from '../backbones/index.ts'
import type { RecipeBackbone } from '../trial/backbone-names.ts'
import type { WeightSource } from '../trial/recipe.ts'
import { loadLayersModel } from './layers-model.ts'
import { loadWeights } from './load.ts'
import type { LoadedBackbone } from './loaded.ts'

/** Whatever a recipe names, with its weights; `seed` is that of random ones. */
export function loadBackbone(
  backbone: RecipeBackbone,
  source: WeightSource,
  size: number,
  seed: number,
): Promise<LoadedBackbone> {
  return backbone === 'LayersModel'
    ? loadLayersModel(source, size)
    : loadWeights(getBackbone(backbone), source, size, seed)
}
