import { keyOf } from '../cost-model/cell.ts'
import type { CostModel, Estimate } from '../cost-model/cost-model.ts'
import type { Recipe } from '../trial/recipe.ts'
import { createPrefixes, foldGuess, type Guess, type Machine, passGuess, type Sizes } from './cost.ts'
import { reachableRecipes } from './reachable.ts'
import type { Sweep } from './sweep.ts'

/** A sum of many pieces of work. `deviation`: of its logarithm, as far as all of them are off together. */
interface Total {
  readonly seconds: number
  readonly deviation: number
}

/** What the trials to come are expected to take. */
interface Typical {
  /** A fold on average; `variation`: the deviation from one trial to the next, as a part of it. */
  fold(model: CostModel): Total & { readonly variation: number }
  /** The shortest fold that there can be. */
  shortest(model: CostModel): Estimate | undefined
  /** All images once through the frozen layers of each backbone. */
  passes(model: CostModel): Total
  /** Most of the time goes into plain heads. */
  isPlain(model: CostModel): boolean
}

export function typicalOf(
  sweep: Sweep,
  sizes: Sizes,
  machine: Machine,
  recipes: readonly Recipe[] = reachableRecipes(sweep),
): Typical {
  const prefixesOf = createPrefixes(sweep.data.imageSize)
  const folds = grouped(recipes.map(recipe => foldGuess(recipe, prefixesOf(recipe), sizes, machine)))
  const images = sizes.train + sizes.validation
  const whole = new Set(recipes.flatMap(recipe => prefixesOf(recipe).slice(0, 1)))
  const passes = grouped([...whole].map(({ multiplyAdds }) => passGuess(images * multiplyAdds, machine)))
  const count = Math.max(1, recipes.length)

  return {
    fold(model) {
      const { seconds: sum, deviation } = totalOf(model, folds)
      const seconds = sum / count
      const squares = folds.reduce(
        (all, { cell, squares: one }) => all + model.estimate(cell, 1).mean ** 2 * one,
        0,
      )
      const variance = Math.max(0, squares / count - seconds ** 2)
      return { seconds, deviation, variation: seconds > 0 ? Math.sqrt(variance) / seconds : 0 }
    },
    shortest(model) {
      const estimates = folds.map(({ cell, least }) => model.estimate(cell, least))
      return estimates.sort((a, b) => a.likely - b.likely)[0]
    },
    passes: model => totalOf(model, passes),
    isPlain(model) {
      const plain = folds.filter(({ cell }) => cell.kind === 'plainHead')
      return totalOf(model, plain).seconds > totalOf(model, folds).seconds / 2
    },
  }
}

/** Guesses of one cell: their sum, the sum of their squares, and the least. */
interface Group extends Guess {
  readonly squares: number
  readonly least: number
}

function grouped(guesses: readonly Guess[]): Group[] {
  const groups = new Map<string, Group>()
  for (const { cell, seconds } of guesses) {
    const { seconds: sum = 0, squares = 0, least = Infinity } = groups.get(keyOf(cell)) ?? {}
    groups.set(keyOf(cell), {
      cell,
      seconds: sum + seconds,
      squares: squares + seconds ** 2,
      least: Math.min(least, seconds),
    })
  }
  return [...groups.values()]
}

/** Guesses of one cell are off together: their deviations add up, weighted. */
function totalOf(model: CostModel, groups: readonly Guess[]): Total {
  let [seconds, weighted] = [0, 0]
  for (const group of groups) {
    const { mean, deviation } = model.estimate(group.cell, group.seconds)
    seconds += mean
    weighted += mean * deviation
  }
  return { seconds, deviation: seconds > 0 ? weighted / seconds : 0 }
}
