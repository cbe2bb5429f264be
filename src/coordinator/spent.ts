import type { RunState } from '../run/state.ts'

/** Seconds of training that folds have taken, those that were stopped included. */
export function secondsSpent(trials: RunState['trials']): number {
  let sum = 0
  for (const { folds } of trials) for (const fold of folds) sum += fold?.seconds ?? 0
  return sum
}
