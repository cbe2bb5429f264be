import type { Results, TrialState } from '../trial/trial.ts'

/** How many trials are in each state, and how many folds are done. */
export type Counts = Readonly<Record<TrialState | 'trials' | 'foldsDone', number>>

export function countsOf({ trials }: Pick<Results, 'trials'>): Counts {
  const counts = { trials: trials.length, running: 0, completed: 0, pruned: 0, failed: 0, foldsDone: 0 }
  for (const { state, folds } of trials) {
    counts[state]++
    counts.foldsDone += folds.filter(fold => fold?.state === 'done').length
  }
  return counts
}
