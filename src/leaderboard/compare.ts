import { mean } from 'simple-statistics'
import { correctedError } from '../stats/corrected-error.ts'
import { studentT } from '../stats/student-t.ts'
import { allMetrics, type MetricName } from '../trial/metrics/index.ts'

const level = 0.95
const criticals = new Map<number, number>()
const testToTrain = (k: number) => 1 / (k - 1)

/** The 95 % interval of a mean over all k folds (Nadeau–Bengio), cut at the metric's own bounds. */
export function intervalOf(
  scores: readonly number[],
  metric: MetricName,
): { low: number; high: number } | undefined {
  const k = scores.length
  if (k < 2) return undefined
  const half = critical(k) * correctedError(scores, testToTrain(k))
  const centre = mean([...scores])
  const [lowest, highest] = allMetrics[metric].bounds
  return { low: Math.max(lowest, centre - half), high: Math.min(highest, centre + half) }
}

/**
 * Whether the folds cannot tell two trials apart: corrected paired t test on their differences, p ≥ 0.05.
 * Both lists are scores on the same k folds.
 */
export function isTie(scores: readonly number[], others: readonly number[]): boolean {
  const differences = scores.map((score, fold) => score - (others[fold] ?? Number.NaN))
  const k = differences.length
  const distance = Math.abs(mean(differences))
  if (k < 2 || distance === 0) return true
  return distance <= critical(k) * correctedError(differences, testToTrain(k))
}

/** Found by bisection, so remembered: every trial of a run asks for the same. */
function critical(k: number): number {
  const known = criticals.get(k) ?? studentT((1 + level) / 2, k - 1)
  criticals.set(k, known)
  return known
}
