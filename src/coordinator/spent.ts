import type { RunState } from '../run/state.ts'
import { everyFold } from '../trial/fold-places.ts'

/** Seconds of training that folds have taken, those that were stopped included. */
export function secondsSpent(trials: RunState['trials']): number {
  let sum = 0
  for (const trial of trials) for (const { seconds } of everyFold(trial)) sum += seconds
  return sum
}
