import type { Trial } from '../trial/trial.ts'

export const foldKey = (trial: number, fold: number) => `${trial}/${fold}`

/** The fold to run next: of the lowest unfinished trial, the lowest that is neither done nor running. */
export function nextFold(
  trials: readonly Trial[],
  k: number,
  running: { has(key: string): boolean },
): { readonly trial: Trial; readonly fold: number } | undefined {
  for (const trial of trials) {
    if (trial.state !== 'running') continue
    for (let fold = 0; fold < k; fold++) {
      const isWaiting = trial.folds[fold]?.state !== 'done' && !running.has(foldKey(trial.number, fold))
      if (isWaiting) return { trial, fold }
    }
  }
  return undefined
}
