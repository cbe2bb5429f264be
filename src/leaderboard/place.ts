import type { Objective, Trial, TrialState } from '../trial/trial.ts'
import type { Basis } from './basis.ts'
import { confirmed, inOrderOfRepeats } from './confirmed.ts'
import { foldsDone } from './counts.ts'
import { type LeaderboardRow, rowOf } from './row.ts'
import { comparable, meanOfFolds, meanScore, reachedLoss } from './scores.ts'

/** A trial with what its place in a ranking follows from. */
export interface Place {
  readonly trial: Trial
  /** Without its rank, and what follows from other trials. */
  readonly row: LeaderboardRow
  /** Of a trial that gets a rank: its mean over the folds of the search as a loss. */
  readonly loss: number | undefined
  /** Finite losses of the finished folds, if the trial counts among the results; of a finalist those of its repeats follow. */
  readonly losses: readonly number[] | undefined
  /** What its mean lacks, where the objective is computed from all folds together. */
  readonly offset: number
  /** Of the others: the mean as it is expected over all folds, as a loss; how far they came where there is none. */
  predicted: number | undefined
  readonly reached: number
  readonly done: number
  /** As it was shown the last time. */
  shown: LeaderboardRow | undefined
}

export function placeOf(trial: Trial, basis: Basis): Place {
  const { objective, k } = basis
  const row = rowOf(trial, basis)
  const scores = row.foldScores.filter(score => score !== null)
  const mean = row.repeatScores.length === 0 ? row.mean : meanScore(trial, objective)
  const hasRank = trial.state === 'completed' && scores.length === k && mean !== null
  const loss = hasRank && mean !== null ? comparable(objective, mean) : undefined
  const losses = lossesOf(trial, row, objective)
  return {
    trial,
    row,
    loss,
    losses,
    offset: losses === undefined ? 0 : offsetOf(trial, row, objective),
    predicted: undefined,
    reached: hasRank ? 0 : reachedLoss(trial, objective),
    done: foldsDone(trial),
    shown: undefined,
  }
}

/** NaN where a fold is missing. */
function lossesOf({ state }: Trial, { foldScores, repeatScores }: LeaderboardRow, objective: Objective) {
  if (state === 'failed') return undefined
  const losses = [...foldScores, ...repeatScores].map(score =>
    score === null ? Number.NaN : comparable(objective, score),
  )
  return losses.some(loss => loss === Number.POSITIVE_INFINITY) ? undefined : losses
}

function offsetOf(trial: Trial, { mean }: LeaderboardRow, objective: Objective): number {
  const ofFolds = meanOfFolds(confirmed(trial), objective)
  if (mean === null || ofFolds === null) return 0
  return comparable(objective, mean) - comparable(objective, ofFolds)
}

/** Those with a rank by their loss, the earlier among equals; then the others by what they promise. */
export function byPlace(a: Place, b: Place): number {
  if (a.loss !== undefined && b.loss !== undefined)
    return difference(a.loss, b.loss) || a.trial.number - b.trial.number
  if (a.loss !== undefined || b.loss !== undefined) return a.loss !== undefined ? -1 : 1
  return byPromise(a, b)
}

/** Finalists share out the places that they have by the folds of the search anew: further splits decide between them alone. */
export function afterRepeats(order: readonly Place[], objective: Objective): readonly Place[] {
  const repeated = order.filter(({ loss, row }) => loss !== undefined && row.repeatScores.length > 0)
  const finalists = inOrderOfRepeats(
    repeated.map(({ trial }) => trial),
    objective,
  )
  if (finalists.length === 0) return order
  const byNumber = new Map(repeated.map(place => [place.trial.number, place]))
  const isFinalist = new Set(finalists.map(({ number }) => number))
  let next = 0
  return order.map(place =>
    isFinalist.has(place.trial.number) ? (byNumber.get(finalists[next++]?.number ?? -1) ?? place) : place,
  )
}

const stateOrder: Record<TrialState, number> = { completed: 0, running: 1, paused: 1, pruned: 2, failed: 4 }
/** The worst of the results, and yet one. */
const divergedOrder = 3
const orderOf = ({ trial: { state, cause } }: Place) =>
  state === 'failed' && cause === 'diverged' ? divergedOrder : stateOrder[state]

/** Running before pruned before diverged before failed; then the better predicted mean, then the better score reached. */
function byPromise(a: Place, b: Place): number {
  return (
    orderOf(a) - orderOf(b) ||
    difference(a.predicted ?? Number.POSITIVE_INFINITY, b.predicted ?? Number.POSITIVE_INFINITY) ||
    b.done - a.done ||
    difference(a.reached, b.reached) ||
    a.trial.number - b.trial.number
  )
}

/** Of numbers that may be infinite. */
const difference = (a: number, b: number) => (a === b ? 0 : a - b)
