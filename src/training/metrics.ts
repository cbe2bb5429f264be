import { allMetrics, type MetricName, type Metrics, measure } from '../trial/metrics/index.ts'
import { type ClassCounts, predictionsOf } from '../trial/metrics/predictions.ts'

/** By the metrics that were computed beside them; most epochs' are never asked for. */
const counted = new WeakMap<Metrics, ClassCounts>()

/** All metrics of class probabilities [images, classes] (rows in any scale that sums to one) against labels. */
export function metricsOf(probabilities: Float32Array, labels: ArrayLike<number>, classes: number): Metrics {
  const predictions = predictionsOf(probabilities, labels, classes)
  const metrics = measure(predictions)
  counted.set(metrics, predictions)
  return metrics
}

/** What a fold tells beside these metrics of its own: counts by class, where the objective is better computed from all folds'. */
export function countsFor(objective: MetricName, metrics: Metrics): { readonly counts?: ClassCounts } {
  const counts = counted.get(metrics)
  if (counts === undefined || allMetrics[objective].ofCounts === undefined) return {}
  const { right, predicted, actual } = counts
  return {
    counts: { right: Array.from(right), predicted: Array.from(predicted), actual: Array.from(actual) },
  }
}

/** Softmax of each row of logits [images, classes], in double precision inside. */
export function softmaxRows(logits: Float32Array, classes: number): Float32Array {
  const result = new Float32Array(logits.length)
  for (let start = 0; start < logits.length; start += classes) {
    const norm = logSumExp(logits, start, classes)
    for (let i = start; i < start + classes; i++) result[i] = Math.exp(at(logits, i) - norm)
  }
  return result
}

/** log Σ exp of one row; NaN stays NaN. */
export function logSumExp(logits: Float32Array, start: number, classes: number): number {
  let top = Number.NEGATIVE_INFINITY
  for (let i = start; i < start + classes; i++) top = Math.max(top, at(logits, i))
  if (!Number.isFinite(top)) return top
  let sum = 0
  for (let i = start; i < start + classes; i++) sum += Math.exp(at(logits, i) - top)
  return top + Math.log(sum)
}

const at = (values: ArrayLike<number>, i: number) => values[i] ?? Number.NaN
