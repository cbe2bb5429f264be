import type { Trial } from '../../trial/trial.ts'

/** Whether a fold of the trial would end in time, judged by the shortest of its folds that are done; before the first, it may. */
export function canFinish(trial: Trial, secondsLeft: number): boolean {
  if (secondsLeft === Infinity) return true
  const seconds = trial.folds.flatMap(fold => (fold?.state === 'done' ? fold.seconds : []))
  return seconds.length === 0 || Math.min(...seconds) <= secondsLeft
}
