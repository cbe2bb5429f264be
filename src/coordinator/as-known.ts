import type { FoldState, Place, Trial } from '../trial/trial.ts'

/**
 * A trial as it is known to those that learn from it: without what was trained beyond the moment that decided it, which
 * depends on how many workers there were. Of one that failed nothing is left but that it did.
 */
export function asKnown(trial: Trial): Trial {
  if (trial.state === 'failed') return { ...trial, folds: [] }
  const { stoppedAt } = trial
  if (stoppedAt === undefined) return trial
  const folds = trial.folds.slice(0, stoppedAt.fold + 1)
  return {
    ...trial,
    folds: folds.map((fold, i) => (i === stoppedAt.fold ? fold && upTo(fold, stoppedAt) : fold)),
  }
}

function upTo(fold: FoldState, { epoch }: Place): FoldState {
  if (epoch === 'end') return fold
  const { curve } = fold
  return { ...fold, metrics: undefined, curve: { ...curve, length: Math.min(curve.length, epoch) } }
}
