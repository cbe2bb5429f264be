import { createCostModel, type SeenCell } from '../cost-model/cost-model.ts'
import type { Recipe } from '../trial/recipe.ts'
import { type Machine, openingGuess, overheadGuess, type Sizes } from './cost.ts'
import { finalistsOf } from './finalists.ts'
import { longestFold } from './fold-limit.ts'
import type { Sweep } from './sweep.ts'
import { typicalOf } from './typical.ts'

/** How long a sweep will take. */
export interface PlanSeconds {
  /** Engines, decoding and frozen layers; less where the cache folder has their outputs from before. */
  readonly once: number
  readonly trial: number
  /** A fold is stopped after that, at the latest. */
  readonly foldLimit: number
  /** What finalists may take after the search, at most; 0 where there are none. */
  readonly finalists: number
  /** Of the search. Null when only time or a target ends the sweep; four times in five it is between `low` and `high`. */
  readonly total: number | null
  readonly low: number | null
  readonly high: number | null
  /** From what earlier sweeps took on this machine, or from the speed of others. */
  readonly basis: 'measured' | 'guessed'
}

interface Planned {
  /** Those that stand for all that the sweep will try. */
  readonly recipes: readonly Recipe[]
  readonly sizes: Sizes
  /** Infinite when only time or a target ends the sweep. */
  readonly trials: number
  readonly machine: Machine
  /** What earlier sweeps on this machine took. */
  readonly costs: readonly SeenCell[]
}

/** Four of five cases are no further from the middle than so many deviations. */
const inFourOfFive = 1.28

export function planSeconds(sweep: Sweep, { recipes, sizes, trials, machine, costs }: Planned): PlanSeconds {
  const model = createCostModel(costs)
  const typical = typicalOf(sweep, sizes, machine, recipes)
  const opening = openingGuess(sizes.train + sizes.validation, machine)
  const passes = typical.passes(model)
  const once = model.estimate(opening.cell, opening.seconds).mean + passes.seconds
  const overhead = overheadGuess(machine, typical.isPlain(model))
  const fold = typical.fold(model)
  const share = model.estimate(overhead.cell, overhead.seconds)
  const perTrial = (sweep.folds.k * fold.seconds * share.mean) / machine.workers
  const basis = costs.length > 0 ? 'measured' : 'guessed'
  const finalists = finalistTrials(sweep) * perTrial
  const foldLimit = longestFold(sweep, recipes, sizes, machine, model)
  const common = { once, trial: perTrial, foldLimit, finalists, basis } as const
  if (!Number.isFinite(trials)) return { ...common, total: null, low: null, high: null }
  const training = trials * perTrial
  const total = once + training
  const shared = (once * passes.deviation + training * Math.hypot(fold.deviation, share.deviation)) / total
  const deviation = Math.hypot(shared, fold.variation / Math.sqrt(trials))
  const factor = Math.exp(inFourOfFive * deviation)
  return { ...common, total, low: total / factor, high: total * factor }
}

/** Each repeat of a finalist takes as long as a trial. */
function finalistTrials(sweep: Sweep): number {
  const { most = 0, repeats = 0 } = finalistsOf(sweep) ?? {}
  return most * repeats
}
