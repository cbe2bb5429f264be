import type { Results, Trial, TrialState } from '../trial/trial.ts'

/** How many trials are in each state, and how many folds are done. */
export type Counts = Readonly<Record<TrialState | 'trials' | 'foldsDone', number>>

export const noCounts: Counts = {
  trials: 0,
  running: 0,
  paused: 0,
  completed: 0,
  pruned: 0,
  failed: 0,
  foldsDone: 0,
}

export function countsOf({ trials }: Pick<Results, 'trials'>): Counts {
  const counts = { ...noCounts, trials: trials.length }
  for (const trial of trials) {
    counts[trial.state]++
    counts.foldsDone += foldsDone(trial)
  }
  return counts
}

export const foldsDone = ({ folds }: Pick<Trial, 'folds'>): number =>
  folds.reduce((count, fold) => count + (fold?.state === 'done' ? 1 : 0), 0)
