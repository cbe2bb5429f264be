import { type Metrics, measure } from '../trial/metrics/index.ts'
import { predictionsOf } from '../trial/metrics/predictions.ts'

/** All metrics of class probabilities [images, classes] (rows in any scale that sums to one) against labels. */
export function metricsOf(probabilities: Float32Array, labels: ArrayLike<number>, classes: number): Metrics {
  return measure(predictionsOf(probabilities, labels, classes))
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
