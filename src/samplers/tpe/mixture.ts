import type { Random } from '../../base/random.ts'
import { type Dimension, isActiveAt } from './dimension.ts'
import { drawNear, kernelOf, logPeakOf, logPriorOf, type Spread } from './kernel.ts'

/** Configs as observations generate them: a density over the tree of the space. */
export interface Mixture {
  /** A new config's coordinates: those of one observation, spread. */
  draw(random: Random): Float64Array
  /** Natural logarithm of the density. */
  logDensity(at: Float64Array): number
}

export interface MixtureOptions {
  readonly dimensions: readonly Dimension[]
  /** Coordinates of the observations. */
  readonly points: readonly Float64Array[]
  readonly weights: readonly number[]
  /** Of the prior, beside those of the points. */
  readonly priorWeight: number
  /** One a dimension. */
  readonly spreads: readonly Spread[]
}

/**
 * Each observation is a kernel that generates a whole config, parents first; what it lacks is drawn from the prior. So
 * values that belong together stay together (S. Watanabe, Tree-structured Parzen estimator: understanding its algorithm
 * components and their roles, 2023, https://arxiv.org/abs/2304.11127).
 */
export function createMixture(options: MixtureOptions): Mixture {
  const { dimensions, points, weights, priorWeight, spreads } = options
  const kernels = dimensions.map((dimension, i) =>
    kernelOf(dimension, spreads[i] ?? { bandwidth: 1, mixing: 1 }),
  )
  const width = dimensions.length
  const priors = Float64Array.from(kernels, logPriorOf)
  const centres = new Float64Array(points.length * width)
  /** Logarithms: the peak of a line's kernel, the whole of what a point lacks. */
  const constants = new Float64Array(points.length * width)
  for (const [p, point] of points.entries()) {
    centres.set(point, p * width)
    for (const [d, kernel] of kernels.entries()) {
      const centre = point[d] ?? Number.NaN
      const isLacking = Number.isNaN(centre)
      if (isLacking || kernel.levels === Infinity)
        constants[p * width + d] = isLacking ? (priors[d] ?? 0) : logPeakOf(kernel, centre)
    }
  }
  const total = weights.reduce((sum, weight) => sum + weight, priorWeight)

  function draw(random: Random): Float64Array {
    let left = random.next() * total
    let chosen = 0
    while (chosen < points.length && left >= (weights[chosen] ?? 0)) left -= weights[chosen++] ?? 0
    const point = points[chosen]
    const at = new Float64Array(width).fill(Number.NaN)
    for (let d = 0; d < width; d++) {
      const [dimension, kernel] = [dimensions[d], kernels[d]]
      if (dimension === undefined || kernel === undefined || !isActiveAt(dimension, at)) continue
      at[d] = drawNear(kernel, point?.[d] ?? Number.NaN, random)
    }
    return at
  }

  /** Adds to `logs` what one dimension says of each point. */
  function addDimension(d: number, coordinate: number, logs: Float64Array): void {
    const kernel = kernels[d]
    if (kernel === undefined) return
    const { levels, logTable, bandwidth } = kernel
    for (let p = 0, i = d; p < logs.length; p++, i += width) {
      const centre = centres[i] as number
      const constant = constants[i] as number
      let log = constant
      // NaN is the one value that differs from itself.
      if (centre === centre) {
        if (levels === Infinity) {
          const distance = (coordinate - centre) / bandwidth
          log = constant - 0.5 * distance * distance
        } else log = logTable[centre * levels + coordinate] as number
      }
      logs[p] = (logs[p] as number) + log
    }
  }

  const logs = new Float64Array(points.length)
  function logDensity(at: Float64Array): number {
    logs.fill(0)
    let prior = 0
    for (let d = 0; d < width; d++) {
      const coordinate = at[d] as number
      if (Number.isNaN(coordinate)) continue
      prior += priors[d] as number
      addDimension(d, coordinate, logs)
    }
    // The prior keeps the sum above 0 where the rest underflows.
    let sum = priorWeight * Math.exp(prior)
    for (let p = 0; p < logs.length; p++) sum += (weights[p] as number) * Math.exp(logs[p] as number)
    return Math.log(sum / total)
  }

  return { draw, logDensity }
}
