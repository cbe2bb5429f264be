import { mean } from 'simple-statistics'
import { type Aim, isMetric } from '../trial/measures.ts'
import { foldSeconds, type Trial } from '../trial/trial.ts'
import { meanScore } from './scores.ts'

/** A trial's value of an objective: of a metric its mean over the finished folds; null where it is not known. */
export function objectiveValue(trial: Trial, { metric, goal }: Aim): number | null {
  if (isMetric(metric)) return meanScore(trial, { metric, goal })
  return metric === 'trainingSeconds' ? trainingSeconds(trial) : (trial.measured?.[metric] ?? null)
}

function trainingSeconds(trial: Trial): number | null {
  const seconds = foldSeconds(trial)
  return seconds.length === 0 ? null : mean(seconds)
}
