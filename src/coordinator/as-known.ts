import type { Sequence } from '../trial/sequence.ts'
import type { FoldState, Place, Trial } from '../trial/trial.ts'

/** A trial as it was at a place: without what was trained beyond it, which depends on how many workers there were. */
export function trialAt(trial: Trial, place: Place, { positionOf }: Sequence): Trial {
  const last = positionOf(trial.number, place.fold)
  const folds = trial.folds.map((fold, i) => {
    if (fold === undefined || positionOf(trial.number, i) > last) return undefined
    return i === place.fold ? foldAt(fold, place) : fold
  })
  return { ...trial, folds }
}

function foldAt(fold: FoldState, { epoch }: Place): FoldState {
  if (epoch === 'end') return fold
  const { curve } = fold
  return { ...fold, metrics: undefined, curve: { ...curve, length: Math.min(curve.length, epoch) } }
}

/** A trial as it is known to those that learn from it, up to where it was decided. Of one that failed nothing is left. */
export function asKnown(trial: Trial, sequence: Sequence): Trial {
  if (trial.state === 'failed') return { ...trial, folds: [] }
  return trial.stoppedAt === undefined ? trial : trialAt(trial, trial.stoppedAt, sequence)
}
