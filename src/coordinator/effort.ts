import { hasFineTuning, isLogistic, isPlainHead } from '../training/needs.ts'
import type { Recipe } from '../trial/recipe.ts'

/** What a recipe asks for, as far as rules depend on it. */
export type Effort = 'plainHead' | 'head' | 'fineTuning'

export function effortOf(recipe: Recipe): Effort {
  if (hasFineTuning(recipe)) return 'fineTuning'
  return isPlainHead(recipe) || isLogistic(recipe) ? 'plainHead' : 'head'
}
