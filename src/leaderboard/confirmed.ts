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
 * Finalists, best first: by their means over the folds of the search, then each further split shares out anew the places of
 * those that have it, by their means over all folds up to it. So all are compared on the same folds, and who was given up
 * earlier, or came later, loses nothing by it. Trials without a repeat are left out, and all where nobody shares one.
 */
export function inOrderOfRepeats(trials: readonly Trial[], objective: Objective): Trial[] {
  const repeated = trials.filter(trial => completeRepeats(trial) > 0)
  let order = sortedAfter(repeated, 0, objective)
  for (let count = 1; ; count++) {
    const having = order.filter(trial => completeRepeats(trial) >= count)
    if (having.length < 2) return count === 1 ? [] : order
    const sorted = sortedAfter(having, count, objective)
    const places = new Set(having)
    let next = 0
    order = order.map(trial => (places.has(trial) ? (sorted[next++] ?? trial) : trial))
  }
}

function sortedAfter(trials: readonly Trial[], count: number, objective: Objective): Trial[] {
  return trials
    .map(trial => ({ trial, loss: lossOver(trial, count, objective) }))
    .sort((a, b) => a.loss - b.loss || a.trial.number - b.trial.number)
    .map(({ trial }) => trial)
}

function lossOver(trial: Trial, count: number, objective: Objective): number {
  return comparable(objective, meanScore(confirmed(trial, count), objective) ?? Number.NaN)
}
