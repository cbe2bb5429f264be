import type { Graph } from '../backbones/graph.ts'
import { getBackbone } from '../backbones/index.ts'
import type { RecipeBackbone } from '../trial/backbone-names.ts'
import type { WeightSource } from '../trial/recipe.ts'
import { modelFileOf } from './layers-model.ts'
import { readLayersModel } from './layers-model-file.ts'

/** The graph of what a recipe names, before anything is loaded; of a layers model it is in the weights' file. */
export function graphOf(backbone: RecipeBackbone, source: WeightSource, size: number): Graph {
  return backbone === 'LayersModel'
    ? readLayersModel(modelFileOf(source)).convert(size).graph
    : getBackbone(backbone).build(size)
}
