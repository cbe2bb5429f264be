import type { Results, Trial } from '../trial/trial.ts'
import { isBetter, meanScore } from './scores.ts'

/** A completed trial and its mean over all folds, in the user's own metric. */
export interface Best {
  readonly trial: Trial
  readonly mean: number
}

/** The completed trial with the best mean; among equals the earliest. */
export function bestOf({ trials, objective }: Pick<Results, 'trials' | 'objective'>): Best | undefined {
  let best: Best | undefined
  for (const trial of trials) {
    const mean = trial.state === 'completed' ? meanScore(trial, objective) : null
    if (mean !== null && (best === undefined || isBetter(objective, mean, best.mean))) best = { trial, mean }
  }
  return best
}
