import { mean } from 'simple-statistics'
import { correctedError } from '../stats/corrected-error.ts'
import { studentT } from '../stats/student-t.ts'
import { isBaseline, type Results } from '../trial/trial.ts'
import { type Best, bestBaseline, bestOf } from './best.ts'
import { foldScores } from './scores.ts'

/** How the search compares with the best of the classifiers that cost nothing. */
export interface AgainstBaseline {
  readonly baseline: Best
  /** The best of the other trials. */
  readonly best: Best
  /** Beyond what the folds can tell apart. */
  readonly verdict: 'ahead' | 'level' | 'behind'
}

/** Undefined before both a baseline and another trial are complete. */
export function againstBaseline(results: Results): AgainstBaseline | undefined {
  const { trials, objective, data } = results
  const baseline = bestBaseline(results)
  const best = bestOf({ trials: trials.filter(trial => !isBaseline(trial)), objective })
  if (baseline === undefined || best === undefined) return undefined
  const k = data?.folds.k ?? best.trial.folds.length
  const scoresOf = ({ trial }: Best) => foldScores(trial, objective, k).flatMap(score => score ?? [])
  const [scores, others] = [scoresOf(best), scoresOf(baseline)]
  if (isTie(scores, others)) return { baseline, best, verdict: 'level' }
  const isHigher = mean(scores) > mean(others)
  return { baseline, best, verdict: isHigher === (objective.goal === 'maximize') ? 'ahead' : 'behind' }
}

/** Corrected paired t test on the same folds, p ≥ 0.05. */
function isTie(scores: readonly number[], others: readonly number[]): boolean {
  const differences = scores.map((score, fold) => score - (others[fold] ?? Number.NaN))
  const k = differences.length
  if (k < 2) return true
  const distance = Math.abs(mean(differences))
  return distance === 0 || distance <= studentT(0.975, k - 1) * correctedError(differences, 1 / (k - 1))
}
