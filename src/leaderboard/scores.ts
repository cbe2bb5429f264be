import { mean } from 'simple-statistics'
import { seriesOf } from '../trial/curve.ts'
import { valueIn } from '../trial/metrics/index.ts'
import { type Objective, scoreOf, type Trial } from '../trial/trial.ts'
import { pooledScore } from './pooled.ts'

/** The objective on each of the k folds, in the user's own metric; null where a fold is not done. */
export function foldScores(trial: Trial, objective: Objective, k: number): (number | null)[] {
  return Array.from({ length: k }, (_, fold) => trial.folds[fold]?.metrics?.[objective.metric] ?? null)
}

/** Mean over the finished folds, or what is better computed from all of them together; null before the first. */
export function meanScore(trial: Trial, objective: Objective): number | null {
  return pooledScore(trial, objective) ?? meanOfFolds(trial, objective)
}

export function meanOfFolds(trial: Trial, objective: Objective): number | null {
  const scores: number[] = []
  for (const fold of trial.folds) {
    const score = fold?.metrics?.[objective.metric]
    if (score !== undefined) scores.push(score)
  }
  return scores.length === 0 ? null : mean(scores)
}

/** Mean over the folds' best epochs so far, finished or not, as a loss; Infinity before the first report. */
export function reachedLoss(trial: Trial, objective: Objective): number {
  const losses = trial.folds.flatMap(fold => {
    if (fold === undefined) return []
    const { metric } = objective
    const seen = fold.metrics === undefined ? seriesOf(fold.curve, metric) : [valueIn(fold.metrics, metric)]
    return seen.length === 0 ? [] : [Math.min(...seen.map(score => comparable(objective, score)))]
  })
  return losses.length === 0 ? Number.POSITIVE_INFINITY : mean(losses)
}

/** A score as a loss that has its place among others: what is not a number is the worst. */
export function comparable(objective: Objective, score: number): number {
  const loss = scoreOf(objective, score)
  return Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss
}

/** Whether the first of two scores is better. */
export function isBetter(objective: Objective, score: number, other: number): boolean {
  return comparable(objective, score) < comparable(objective, other)
}

/** Whether a score is at least as good as a target. */
export function reaches(objective: Objective, score: number, target: number): boolean {
  return scoreOf(objective, score) <= scoreOf(objective, target)
}
