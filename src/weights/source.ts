import type { RecipeBackbone } from '../trial/backbone-names.ts'
import { recipeBackbones } from '../trial/backbone-names.ts'
import type { Recipe, WeightSource } from '../trial/recipe.ts'

/** `weights` of a recipe is one source for all, or one per backbone; a backbone that is not named gets `imagenet`. */
export function weightSourceFor(weights: Recipe['weights'], backbone: RecipeBackbone): WeightSource {
  if (typeof weights === 'string' || isFile(weights)) return weights
  return weights[backbone] ?? 'imagenet'
}

/** The path in a source that is a file. */
export function fileOf(source: WeightSource): string | undefined {
  if (typeof source !== 'string') return source.file
  return ['imagenet', 'random', 'bundled'].includes(source) ? undefined : source
}

function isFile(weights: Exclude<Recipe['weights'], string>): weights is Exclude<WeightSource, string> {
  return 'file' in weights && !recipeBackbones.some(name => name in weights)
}
