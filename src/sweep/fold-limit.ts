import type { CostModel } from '../cost-model/cost-model.ts'
import { limitOf } from '../cost-model/limit.ts'
import type { Recipe } from '../trial/recipe.ts'
import { createPrefixes, foldGuess, type Machine, type Sizes } from './cost.ts'
import type { Sweep } from './sweep.ts'

/** Seconds that the longest fold may take before it is stopped, as things are known now. */
export function longestFold(
  { data, limits }: Pick<Sweep, 'data' | 'limits'>,
  recipes: readonly Recipe[],
  sizes: Sizes,
  machine: Machine,
  model: CostModel,
): number {
  if (limits?.foldMinutes !== undefined) return 60 * limits.foldMinutes
  const prefixesOf = createPrefixes(data.imageSize)
  const limitsOf = recipes.map(recipe => {
    const { cell, seconds } = foldGuess(recipe, prefixesOf(recipe), sizes, machine)
    return limitOf(model.estimate(cell, seconds))
  })
  return Math.max(0, ...limitsOf)
}
