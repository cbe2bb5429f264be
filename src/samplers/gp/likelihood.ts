import type { Evaluation } from '../../stats/lbfgs.ts'
import type { Dimension, Point } from '../dimensions.ts'
import { cholesky, dot, inverseFrom, invertLower, timesVector, transposedTimesVector } from './cholesky.ts'
import { difference } from './kernel.ts'

/**
 * Symbols: n observations, D dimensions; y, targets; vᵢ, variance of observation i; θ, logarithms of w₁ … w_D (inverse
 * squared length scales), s (variance of the process) and σ² (noise common to all); R, correlations by Matérn-5/2;
 * K = s R + diag(v + σ²); α = K⁻¹ y.
 */
export interface Evidence {
  readonly dimensions: readonly Dimension[]
  readonly points: readonly Point[]
  readonly targets: Float64Array
  readonly variances: Float64Array
}

/**
 * −log p(y | θ) − log p(θ), with its gradient. The priors, of w, s and σ² themselves, are those of Optuna 4's GPSampler
 * (gp/prior.py): they keep length scales within reach of the cube, s near the 1 of standardised targets, and σ² small.
 */
export function createObjective({ dimensions, points, targets, variances }: Evidence) {
  const [n, count] = [points.length, dimensions.length]
  const differences = differencesOf(dimensions, points)
  const slopes = new Float64Array((n * (n - 1)) / 2)
  const correlations = new Float64Array(slopes.length)
  const [matrix, room, lower, inverse] = [square(n), square(n), square(n), square(n)]

  return (theta: Float64Array): Evaluation => {
    const gradient = new Float64Array(theta.length)
    const scales = theta.map(Math.exp)
    const [s, noise] = [scales[count] ?? 1, scales[count + 1] ?? 0]
    for (let i = 0, pair = 0; i < n; i++) {
      for (let j = 0; j < i; j++, pair++) {
        const r = dot(scales, 0, differences, pair * count, count)
        const root = Math.sqrt(5 * r)
        const decay = Math.exp(-root)
        correlations[pair] = (1 + root + (5 / 3) * r) * decay
        slopes[pair] = (-5 / 6) * (1 + root) * decay
        matrix[i * n + j] = s * (correlations[pair] as number)
      }
      matrix[i * n + i] = s + noise + (variances[i] as number)
    }
    const factor = cholesky(matrix, n, room)
    if (factor === undefined) return { value: Infinity, gradient }
    invertLower(factor, n, lower)
    const half = timesVector(lower, targets, n)
    const alpha = transposedTimesVector(lower, half, n)
    inverseFrom(lower, n, inverse)

    let ofScale = 0
    let trace = 0
    let logDeterminant = 0
    for (let i = 0, pair = 0; i < n; i++) {
      for (let j = 0; j < i; j++, pair++) {
        const weight = (inverse[i * n + j] as number) - (alpha[i] as number) * (alpha[j] as number)
        ofScale += weight * (correlations[pair] as number)
        const along = weight * s * (slopes[pair] as number)
        for (let d = 0; d < count; d++)
          gradient[d] = (gradient[d] as number) + along * (differences[pair * count + d] as number)
      }
      trace += (inverse[i * n + i] as number) - (alpha[i] as number) ** 2
      logDeterminant += 2 * Math.log(factor[i * n + i] as number)
    }
    gradient[count] = s * (ofScale + trace / 2)
    gradient[count + 1] = (noise * trace) / 2
    let prior = 0
    for (let d = 0; d < count; d++) {
      const w = scales[d] ?? 1
      gradient[d] = w * ((gradient[d] as number) + 0.1 - 0.1 / (w * w))
      prior += 0.1 / w + 0.1 * w
    }
    prior += s - Math.log(s) + 30 * noise - 0.1 * Math.log(noise)
    gradient[count] = (gradient[count] as number) + s - 1
    gradient[count + 1] = (gradient[count + 1] as number) + 30 * noise - 0.1
    const value = (dot(half, 0, half, 0, n) + logDeterminant + n * Math.log(2 * Math.PI)) / 2 + prior
    return { value, gradient }
  }
}

const square = (n: number) => new Float64Array(n * n)

/** δ of each pair of points, dimension by dimension. */
function differencesOf(dimensions: readonly Dimension[], points: readonly Point[]): Float64Array {
  const all = new Float64Array(((points.length * (points.length - 1)) / 2) * dimensions.length)
  let at = 0
  for (const [i, a] of points.entries())
    for (const b of points.slice(0, i))
      for (const [d, dimension] of dimensions.entries())
        all[at++] = difference(dimension.isCategory, a[d] ?? 0, b[d] ?? 0)
  return all
}
