import { allMetrics } from '../trial/metrics/index.ts'
import { addedUp, type ClassCounts } from '../trial/metrics/predictions.ts'
import type { FoldState, Objective, Trial } from '../trial/trial.ts'

/**
 * The counts of a trial's finished folds together, if the objective is better computed from them and every fold has told
 * those that its score belongs to.
 */
export function pooledCounts({ folds }: Pick<Trial, 'folds'>, objective: Objective): ClassCounts | undefined {
  const done = folds.flatMap(fold => (fold?.metrics?.[objective.metric] === undefined ? [] : fold))
  const counts = done.flatMap(fold => countsOf(fold, objective) ?? [])
  return counts.length === 0 || counts.length < done.length ? undefined : addedUp(counts)
}

/**
 * The objective over all validation images at once: over few images a class the mean of folds is biased, as each fold's
 * F1 suffers from its own odd image. Source: Forman & Scholz, Apples-to-Apples in Cross-Validation Studies, SIGKDD
 * Explorations 12 (2010).
 */
export function pooledScore(trial: Pick<Trial, 'folds'>, objective: Objective): number | undefined {
  const { ofCounts } = allMetrics[objective.metric]
  const counts = ofCounts && pooledCounts(trial, objective)
  return counts && ofCounts(counts)
}

const tolerance = 1e-9

function countsOf({ counts, metrics }: FoldState, { metric }: Objective): ClassCounts | undefined {
  const own = counts && allMetrics[metric].ofCounts?.(counts)
  const told = metrics?.[metric]
  return own !== undefined && told !== undefined && Math.abs(own - told) < tolerance ? counts : undefined
}
