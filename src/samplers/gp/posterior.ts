import type { Point } from '../dimensions.ts'
import { cholesky, dot, invertLower, timesVector, transposedTimesVector } from './cholesky.ts'
import { createDistances, differenceSlope, matern, maternSlope } from './kernel.ts'
import type { Evidence } from './likelihood.ts'

/** What is learned about the process from the observations: see `likelihood.ts` for the symbols. */
export interface Hyperparameters {
  /** w₁ … w_D. */
  readonly weights: Float64Array
  /** s. */
  readonly scale: number
  /** σ². */
  readonly noise: number
}

interface Prediction {
  readonly mean: number
  /** Of the process itself, without the noise of observing it. */
  readonly variance: number
}

export interface Posterior {
  predict(point: Point): Prediction
  /** Writes the derivatives by the coordinates of numbers that the point has. */
  predictWithSlopes(point: Point, ofMean: Float64Array, ofVariance: Float64Array): Prediction
  /** As if those points had been observed to be what is expected of them: no longer worth a look, nothing else learned. */
  believing(points: readonly Point[]): Posterior
}

/** The process given the observations. Source: C. Rasmussen and C. Williams, Gaussian Processes for Machine Learning (2006), 2.2. */
export function createPosterior(evidence: Evidence, hyperparameters: Hyperparameters): Posterior {
  const { dimensions, targets, variances } = evidence
  const { weights, scale, noise } = hyperparameters
  const [n, count] = [evidence.points.length, dimensions.length]
  const points = Float64Array.from(evidence.points.flatMap(point => [...point]))
  const measure = createDistances(dimensions, weights, points)
  const lower = invertLower(factorOf(), n)
  const alpha = transposedTimesVector(lower, timesVector(lower, targets, n), n)
  const [distances, covariances, half, beta] = [vector(n), vector(n), vector(n), vector(n)]

  function factorOf(): Float64Array {
    const matrix = vector(n * n)
    const row = vector(n)
    for (let i = 0; i < n; i++) {
      measure(points, i * count, i, row)
      for (let j = 0; j < i; j++) matrix[i * n + j] = scale * matern(row[j] ?? 0)
      matrix[i * n + i] = scale + noise + (variances[i] ?? 0)
    }
    return toughFactor(matrix, n, scale)
  }

  function predict(point: Point): Prediction {
    measure(point, 0, n, distances)
    for (let i = 0; i < n; i++) covariances[i] = scale * matern(distances[i] as number)
    timesVector(lower, covariances, n, half)
    const variance = Math.max(scale * 1e-12, scale - dot(half, 0, half, 0, n))
    return { mean: dot(covariances, 0, alpha, 0, n), variance }
  }

  function predictWithSlopes(point: Point, ofMean: Float64Array, ofVariance: Float64Array): Prediction {
    const prediction = predict(point)
    transposedTimesVector(lower, half, n, beta)
    ofMean.fill(0)
    ofVariance.fill(0)
    for (let i = 0, at = 0; i < n; i++) {
      const slope = scale * maternSlope(distances[i] as number)
      const forMean = slope * (alpha[i] as number)
      const forVariance = -2 * slope * (beta[i] as number)
      for (let d = 0; d < count; d++, at++) {
        const change = (weights[d] as number) * differenceSlope(point[d] as number, points[at] as number)
        ofMean[d] = (ofMean[d] as number) + forMean * change
        ofVariance[d] = (ofVariance[d] as number) + forVariance * change
      }
    }
    return prediction
  }

  function believing(pending: readonly Point[]): Posterior {
    if (pending.length === 0) return posterior
    const believed = pending.map(point => predict(point).mean)
    return createPosterior(
      {
        dimensions,
        points: [...evidence.points, ...pending],
        targets: Float64Array.from([...targets, ...believed]),
        variances: Float64Array.from([...variances, ...pending.map(() => 0)]),
      },
      hyperparameters,
    )
  }

  const posterior: Posterior = { predict, predictWithSlopes, believing }
  return posterior
}

/** Points that all but coincide make the matrix singular in numbers: a little is added to its diagonal until it is not. */
function toughFactor(matrix: Float64Array, n: number, scale: number): Float64Array {
  for (let extra = 1e-9; ; extra *= 10) {
    const factor = cholesky(matrix, n)
    if (factor !== undefined) return factor
    if (!(extra < 10)) throw new RangeError('the covariance of the observations is not finite')
    for (let i = 0; i < n; i++) matrix[i * n + i] = (matrix[i * n + i] ?? 0) + extra * scale
  }
}

const vector = (length: number) => new Float64Array(length)
