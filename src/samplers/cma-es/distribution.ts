import { type Constants, constantsFor, usualLambda } from './constants.ts'
import { type Eigen, eigenOf } from './eigen.ts'

/** N(mean, σ² C), with the paths that it came along. Names as in Hansen's tutorial, see `constants.ts`. */
export interface Distribution {
  readonly constants: Constants
  readonly mean: Float64Array
  readonly sigma: number
  readonly covariance: Float64Array
  readonly eigen: Eigen
  readonly pathSigma: Float64Array
  readonly pathC: Float64Array
  readonly generation: number
}

const firstSigma = 0.25

/** Wide in the unit cube, no direction before another. */
export function firstDistribution(mean: Float64Array, lambda = usualLambda(mean.length)): Distribution {
  const n = mean.length
  const covariance = new Float64Array(n * n)
  for (let i = 0; i < n; i++) covariance[i * n + i] = 1
  return {
    constants: constantsFor(n, lambda),
    mean,
    sigma: firstSigma,
    covariance,
    eigen: eigenOf(covariance, n),
    pathSigma: new Float64Array(n),
    pathC: new Float64Array(n),
    generation: 0,
  }
}

/** The point that a standard normal vector becomes. */
export function pointFrom({ mean, sigma, eigen }: Distribution, z: Float64Array): Float64Array {
  const n = mean.length
  return mean.map((at, i) => {
    let sum = 0
    for (let k = 0; k < n; k++)
      sum += (eigen.vectors[i * n + k] ?? 0) * Math.sqrt(eigen.values[k] ?? 0) * (z[k] ?? 0)
    return at + sigma * sum
  })
}

/**
 * After a generation, its λ points best first. They may have come from elsewhere (an older distribution, the queue): a
 * step longer than is likely counts as one that is. Source of that: N. Hansen, Injecting External Solutions Into
 * CMA-ES (2011), arXiv:1110.4181.
 */
export function updated(from: Distribution, points: readonly Float64Array[]): Distribution {
  const { constants, mean, sigma, covariance, eigen } = from
  const { weights, muEff, cSigma, dSigma, cC, c1, cMu, chi } = constants
  const n = mean.length
  const longest = Math.sqrt(n) + (2 * n) / (n + 2)
  const steps = points.map(point => {
    const step = point.map((at, i) => (at - (mean[i] ?? 0)) / sigma)
    const length = norm(whitened(eigen, step, n))
    return { step: step.map(y => y * Math.min(1, longest / length)), length: Math.min(length, longest) }
  })
  const average = new Float64Array(n)
  for (const [i, { step }] of steps.entries()) addTo(average, step, Math.max(0, weights[i] ?? 0))

  const generation = from.generation + 1
  const pathSigma = from.pathSigma.map(p => (1 - cSigma) * p)
  addTo(pathSigma, whitened(eigen, average, n), Math.sqrt(cSigma * (2 - cSigma) * muEff))
  const settled = norm(pathSigma) / Math.sqrt(1 - (1 - cSigma) ** (2 * generation))
  const isSteady = settled < (1.4 + 2 / (n + 1)) * chi
  const pathC = from.pathC.map(p => (1 - cC) * p)
  if (isSteady) addTo(pathC, average, Math.sqrt(cC * (2 - cC) * muEff))

  const lost = isSteady ? 0 : c1 * cC * (2 - cC)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const next = covariance.map(c => (1 + lost - c1 - cMu * total) * c)
  addSquare(next, pathC, c1)
  for (const [i, { step, length }] of steps.entries()) {
    const weight = weights[i] ?? 0
    addSquare(next, step, cMu * (weight >= 0 ? weight : (weight * n) / Math.max(1e-12, length ** 2)))
  }
  return {
    constants,
    mean: mean.map((at, i) => Math.min(1, Math.max(0, at + sigma * (average[i] ?? 0)))),
    sigma: Math.min(1, sigma * Math.exp((cSigma / dSigma) * (norm(pathSigma) / chi - 1))),
    covariance: next,
    eigen: positive(eigenOf(next, n)),
    pathSigma,
    pathC,
    generation,
  }
}

/** C^−½ y. */
function whitened({ values, vectors }: Eigen, y: Float64Array, n: number): Float64Array {
  const along = values.map((value, k) => {
    let sum = 0
    for (let i = 0; i < n; i++) sum += (vectors[i * n + k] ?? 0) * (y[i] ?? 0)
    return sum / Math.sqrt(value)
  })
  return y.map((_, i) => {
    let sum = 0
    for (let k = 0; k < n; k++) sum += (vectors[i * n + k] ?? 0) * (along[k] ?? 0)
    return sum
  })
}

/** Negative weights and rounding must not take a direction away altogether. */
function positive({ values, vectors }: Eigen): Eigen {
  const largest = values.reduce((most, value) => Math.max(most, value), 0)
  return { values: values.map(value => Math.max(value, 1e-14 * largest, 1e-300)), vectors }
}

const norm = (vector: Float64Array) => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))

function addTo(to: Float64Array, from: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) + factor * (from[i] ?? 0)
}

/** Adds factor · y yᵀ. */
function addSquare(matrix: Float64Array, y: Float64Array, factor: number): void {
  const n = y.length
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      matrix[i * n + j] = (matrix[i * n + j] ?? 0) + factor * (y[i] ?? 0) * (y[j] ?? 0)
}
