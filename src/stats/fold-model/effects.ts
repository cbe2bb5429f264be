import { inverse } from './linear.ts'
import { lossAt, meanOf, type Rows, seenOf, sumOf } from './rows.ts'

/** β = (m, b): level and fold difficulties, and their covariance V, [k + 1, k + 1]. */
interface Effects {
  readonly beta: Float64Array
  readonly covariance: Float64Array
}

/** Fold difficulties vary by so many σ². */
const foldVariance = 2

/**
 * Generalised least squares of y = m + u + b + e with u ~ N(0, τ²) of the configuration, b ~ N(0, 2σ²) of the fold and e ~
 * N(0, σ²), over the rows that are no worse than the median or have two folds. τ² = ∞: configurations say nothing of a level.
 */
export function effectsOf(rows: Rows, noise: number, spread: number, median: number): Effects {
  const { k } = rows
  const size = k + 1
  const a = new Float64Array(size * size)
  const c = new Float64Array(size)
  for (let row = 0; row < rows.count; row++) {
    const n = seenOf(rows, row)
    if (n === 0 || (n < 2 && meanOf(rows, row) > median)) continue
    // h = τ²/(σ² + nτ²), and what it leaves of a row's sum.
    const h = spread === Infinity ? 1 / n : spread / (noise + n * spread)
    const left = spread === Infinity ? 0 : noise / (noise + n * spread)
    const sum = sumOf(rows, row)
    add(a, 0, (n * left) / noise)
    add(c, 0, (left * sum) / noise)
    for (let f = 0; f < k; f++) {
      const loss = lossAt(rows, row, f)
      if (Number.isNaN(loss)) continue
      add(a, f + 1, left / noise)
      add(c, f + 1, (loss - h * sum) / noise)
      const start = (f + 1) * size + 1
      add(a, start + f, 1 / noise)
      for (let other = 0; other < k; other++)
        if (!Number.isNaN(lossAt(rows, row, other))) add(a, start + other, -h / noise)
    }
  }
  for (let f = 0; f < k; f++) {
    a[(f + 1) * size] = a[f + 1] ?? 0
    add(a, (f + 1) * size + f + 1, 1 / (foldVariance * noise))
  }
  if ((a[0] ?? 0) === 0) a[0] = 1
  const covariance = inverse(a)
  return { beta: product(covariance, c), covariance }
}

function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  const n = vector.length
  return vector.map((_, i) => {
    let sum = 0
    for (let j = 0; j < n; j++) sum += (matrix[i * n + j] ?? 0) * (vector[j] ?? 0)
    return sum
  })
}

function add(values: Float64Array, index: number, value: number): void {
  values[index] = (values[index] ?? 0) + value
}
