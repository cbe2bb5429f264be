import { crossFitted } from '../trial/cross-fit.ts'
import type { Sequence } from '../trial/sequence.ts'
import type { FoldState, Objective, Place, Trial } from '../trial/trial.ts'

/** What a trial is looked at with: in which order its folds come, and what it is about. */
export interface Outlook {
  readonly sequence: Sequence
  readonly objective: Objective
}

/**
 * A trial as it was at a place: without what was trained beyond it, which depends on how many workers there were. What
 * was trained beyond it has no part in the scores either.
 */
export function trialAt(trial: Trial, place: Place, { sequence, objective }: Outlook): Trial {
  const { positionOf } = sequence
  const last = positionOf(trial.number, place.fold)
  const folds = trial.folds.map((fold, i) => {
    if (fold === undefined || positionOf(trial.number, i) > last) return undefined
    return i === place.fold ? foldAt(fold, place) : fold
  })
  return { ...trial, folds: crossFitted(folds, objective) }
}

function foldAt(fold: FoldState, { epoch }: Place): FoldState {
  if (epoch === 'end') return fold
  const { curve } = fold
  return { ...fold, metrics: undefined, curve: { ...curve, length: Math.min(curve.length, epoch) } }
}

/** A trial as it is known to those that learn from it, up to where it was decided. Of one that failed nothing is left. */
export function asKnown(trial: Trial, outlook: Outlook): Trial {
  if (trial.state === 'failed') return { ...trial, folds: [] }
  return trial.stoppedAt === undefined ? trial : trialAt(trial, trial.stoppedAt, outlook)
}
