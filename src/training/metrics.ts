import type { Metrics } from '../trial/recipe.ts'

/**
 * Metrics of class probabilities [images, classes] (rows in any scale that sums to one) against labels.
 * Same definitions as scikit-learn: balanced accuracy is the mean recall over the classes that occur in
 * `labels`, macro-F1 the mean over the classes that occur in labels or predictions with 0 for 0/0, log loss
 * clips at 1e-7 (float32).
 */
export function metricsOf(probabilities: Float32Array, labels: ArrayLike<number>, classes: number): Metrics {
  const { right, predicted, actual, logLoss } = count(probabilities, labels, classes)
  const images = labels.length
  const recalls: number[] = []
  const f1: number[] = []
  for (let c = 0; c < classes; c++) {
    const [hits, claims, truths] = [at(right, c), at(predicted, c), at(actual, c)]
    if (truths > 0) recalls.push(hits / truths)
    if (truths + claims > 0) f1.push((2 * hits) / (truths + claims))
  }
  return {
    accuracy: right.reduce((sum, hits) => sum + hits, 0) / images,
    balancedAccuracy: mean(recalls),
    macroF1: mean(f1),
    logLoss: logLoss / images,
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

function count(probabilities: Float32Array, labels: ArrayLike<number>, classes: number) {
  const right = new Float64Array(classes)
  const predicted = new Float64Array(classes)
  const actual = new Float64Array(classes)
  let logLoss = 0
  for (let row = 0; row < labels.length; row++) {
    const label = at(labels, row)
    const guess = argMax(probabilities, row * classes, classes)
    predicted[guess] = at(predicted, guess) + 1
    actual[label] = at(actual, label) + 1
    if (guess === label) right[label] = at(right, label) + 1
    logLoss -= Math.log(clip(at(probabilities, row * classes + label)))
  }
  return { right, predicted, actual, logLoss }
}

/** The first of the largest, as NumPy. */
function argMax(values: Float32Array, start: number, length: number): number {
  let best = 0
  for (let i = 1; i < length; i++) if (at(values, start + i) > at(values, start + best)) best = i
  return best
}

const epsilon = 1e-7
const clip = (p: number) => Math.min(1 - epsilon, Math.max(epsilon, p))
const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length
const at = (values: ArrayLike<number>, i: number) => values[i] ?? Number.NaN
