import type { Estimate } from '../../cost-model/cost-model.ts'
import { foldSeconds, type Trial } from '../../trial/trial.ts'

/** What is known of how long folds take. */
export interface FoldTimes {
  foldOf(trial: Trial): Estimate | undefined
  /** Of a trial that has not begun, at its shortest. */
  shortestFold(): Estimate | undefined
}

/** A fold is worth starting where it ends in time with this probability. */
const likelyEnough = 0.6

/**
 * Whether a fold of the trial is likely to end in time: judged by those of its folds that are done, before the first by
 * what is known of others.
 */
export function canFinish(trial: Trial, secondsLeft: number, times?: FoldTimes): boolean {
  if (secondsLeft === Infinity) return true
  const seconds = foldSeconds(trial)
  if (seconds.length > 0) return Math.min(...seconds) <= secondsLeft
  const estimate = times?.foldOf(trial)
  return secondsLeft > 0 && (estimate === undefined || estimate.quantile(likelyEnough) <= secondsLeft)
}

/** Whether any new trial could end a fold in time. */
export function canBegin(secondsLeft: number, times?: FoldTimes): boolean {
  if (secondsLeft === Infinity) return true
  const shortest = times?.shortestFold()
  return secondsLeft > 0 && (shortest === undefined || shortest.quantile(likelyEnough) <= secondsLeft)
}
