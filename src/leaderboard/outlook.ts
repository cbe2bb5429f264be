import { probit } from 'simple-statistics'
import type { Basis } from './basis.ts'
import { type Estimates, lastingShare } from './estimates.ts'
import type { Place } from './place.ts'
import type { Chance } from './possibly-best.ts'

/** What can be said of the top of a ranking beyond the ranking itself; scores are in the user's own metric. */
export interface Outlook {
  /** The chance that a trial without all its folds is better than all that have them; undefined where nobody can tell. */
  readonly unfinished: number | undefined
  /** Of the two completed trials that are most likely the best, and how many more folds each needs to be told apart. */
  readonly settle: Settle | undefined
  /** By how much twice as many trials like these would raise the best, and by how much chance moves a score. */
  readonly doubling: { readonly gain: number; readonly chance: number } | undefined
}

export interface Settle {
  readonly trials: readonly [first: number, second: number]
  /** `never`: no number of folds of these images would. */
  readonly folds: number | 'never'
}

interface Top {
  readonly basis: Basis
  readonly order: readonly Place[]
  readonly estimates: Estimates | undefined
  readonly chances: ReadonlyMap<number, Chance>
}

export function outlookOf({ basis, order, estimates, chances }: Top): Outlook {
  if (estimates === undefined || chances.size === 0) return nothing
  const isRanked = new Set(order.flatMap(({ loss, trial }) => (loss === undefined ? [] : trial.number)))
  let unfinished = 0
  for (const [trial, { chance }] of chances) if (!isRanked.has(trial)) unfinished += chance
  const results = order.filter(({ losses, predicted }) => losses !== undefined && predicted !== undefined)
  return {
    unfinished,
    settle: settleOf(order, estimates, chances),
    doubling: results.length < fewest ? undefined : doublingOf(estimates, results.length, basis.k),
  }
}

const nothing: Outlook = { unfinished: undefined, settle: undefined, doubling: undefined }
/** So many trials before their spread tells anything. */
const fewest = 8
/** One-sided 95 %. */
const critical = 1.645
/** Nobody will train more to settle a question of ranks. */
const mostFolds = 200

/**
 * K folds tell two trials apart that differ by d where d ≥ 1.645 √(2σ² (1/K + .1)): the rest of the error is that of the
 * images, which more folds do not change.
 */
function settleOf(
  order: readonly Place[],
  { noise }: Estimates,
  chances: ReadonlyMap<number, Chance>,
): Settle | undefined {
  const [first, second] = order
  const [a, b] = [first, second].map(place => place && chances.get(place.trial.number))
  if (first === undefined || second?.loss === undefined || a === undefined || b?.isInGroup !== true)
    return undefined
  const trials = [first.trial.number, second.trial.number] as const
  const needed = 1 / ((b.merit - a.merit) ** 2 / (2 * (critical * noise) ** 2) - lastingShare)
  if (!(needed > 0) || needed > mostFolds) return { trials, folds: 'never' }
  const done = Math.min(first.losses?.length ?? 0, second.losses?.length ?? 0)
  return needed <= done ? undefined : { trials, folds: Math.ceil(needed) - done }
}

/** The largest of n normal numbers is expected at Φ⁻¹((n − 3/8)/(n + 1/4)) standard deviations (Blom, 1958). */
const largest = (n: number) => probit((n - 0.375) / (n + 0.25))

const doublingOf = ({ noise, spread }: Estimates, trials: number, k: number) => ({
  gain: spread * (largest(2 * trials) - largest(trials)),
  chance: noise * Math.sqrt(1 / k + lastingShare),
})
