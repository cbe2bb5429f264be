import { repeatOf } from '../trial/fold-places.ts'
import type { FoldState, Objective, Trial } from '../trial/trial.ts'
import { comparable, meanScore } from './scores.ts'

type Repeated = Pick<Trial, 'folds' | 'repeats'>

/** How many further splits a finalist was trained on, all folds of each: those that count. */
export function completeRepeats({ folds, repeats = [] }: Repeated): number {
  const k = folds.length
  let count = 0
  for (const { fold, metrics } of repeats) {
    if (fold !== k + count || metrics === undefined) break
    count++
  }
  return k === 0 ? 0 : Math.floor(count / k)
}

/** The folds of the search and those of the first so many repeats, in one list. */
function foldsWith({ folds, repeats = [] }: Repeated, count: number): readonly (FoldState | undefined)[] {
  return count === 0
    ? folds
    : [...folds, ...repeats.filter(({ fold }) => repeatOf(fold, folds.length) <= count)]
}

/** A trial with all folds that count for its score as if they were of one split. */
export function confirmed<T extends Repeated>(trial: T, count = completeRepeats(trial)): T {
  return count === 0 ? trial : { ...trial, folds: foldsWith(trial, count) }
}

/**
 * Finalists, best first, by their means over all folds. Those with more repeats come first, as the others were given up
 * before; a repeat that nobody else has compares with nothing and does not count. Trials without one that counts are left out.
 */
export function inOrderOfRepeats(trials: readonly Trial[], objective: Objective): Trial[] {
  const counts = trials.map(completeRepeats).sort((a, b) => b - a)
  const [, shared = 0] = counts
  if (shared === 0) return []
  return trials
    .map(trial => ({ trial, count: Math.min(shared, completeRepeats(trial)) }))
    .filter(({ count }) => count > 0)
    .map(({ trial, count }) => ({ trial, count, loss: lossOver(trial, count, objective) }))
    .sort((a, b) => b.count - a.count || a.loss - b.loss || a.trial.number - b.trial.number)
    .map(({ trial }) => trial)
}

function lossOver(trial: Trial, count: number, objective: Objective): number {
  return comparable(objective, meanScore(confirmed(trial, count), objective) ?? Number.NaN)
}
