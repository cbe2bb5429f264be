import type { RecipeBackbone } from '../trial/backbone-names.ts'
import { recipeBackbones } from '../trial/backbone-names.ts'
import type { Recipe, WeightSource } from '../trial/recipe.ts'
import type { FileOptions } from './family.ts'

/** `weights` of a recipe is one source for all, or one per backbone; a backbone that is not named gets `imagenet`. */
export function weightSourceFor(weights: Recipe['weights'], backbone: RecipeBackbone): WeightSource {
  if (typeof weights === 'string' || isFile(weights)) return weights
  return weights[backbone] ?? 'imagenet'
}

/** What a source says of its file beside the path. */
export function optionsOf(source: WeightSource): FileOptions {
  if (typeof source === 'string') return {}
  const { file: _, ...options } = source
  return options
}

/** The path in a source that is a file. */
export function fileOf(source: WeightSource): string | undefined {
  if (typeof source !== 'string') return source.file
  return ['imagenet', 'random', 'bundled'].includes(source) ? undefined : source
}

function isFile(weights: Exclude<Recipe['weights'], string>): weights is Exclude<WeightSource, string> {
  return 'file' in weights && !recipeBackbones.some(name => name in weights)
}
