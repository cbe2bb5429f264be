import { lastEpochOf } from './curve.ts'
import type { FoldState, Trial } from './trial.ts'

/** Folds trained of these trials, running ones by their part. */
export function foldsDone(trials: readonly Trial[], numbers: Iterable<number>): number {
  let sum = 0
  for (const number of numbers) for (const fold of trials[number]?.folds ?? []) sum += partDone(fold)
  return sum
}

/** 0 before the first epoch, 1 when done. A stopped or failed fold begins again. */
export function partDone(fold: FoldState | undefined): number {
  if (fold?.state === 'done') return 1
  if (fold?.state !== 'running' || fold.curve.length === 0) return 0
  return Math.min(1, lastEpochOf(fold.curve) / fold.curve.epochs)
}
