import type { Random } from '../../base/random.ts'
import { normalBelow } from '../../stats/normal.ts'
import { absent, type Dimension, onLevels, type Point, settled } from '../dimensions.ts'
import { bandwidthsOf } from './bandwidths.ts'

/** Configs as observations generate them: a density over the tree of the space. */
export interface Mixture {
  /** A new config's point: that of one observation, spread. */
  draw(random: Random): Point
  /** Natural logarithm of the density. */
  logDensity(at: Point): number
}

export interface MixtureOptions {
  readonly dimensions: readonly Dimension[]
  /** Of the observations. */
  readonly points: readonly Point[]
  readonly weights: readonly number[]
  /** Of the prior, beside those of the points. */
  readonly priorWeight: number
  /** See `bandwidths.ts`; as wide as neighbours are apart unless given. */
  readonly bandwidths?: typeof bandwidthsOf
}

/** How many observations weigh as much as drawing a category anew, for each that there is to draw. */
const anew = 2

/**
 * Each observation is a kernel that generates a whole config, parents first: a normal distribution along each number, cut
 * off at the ends, and now and then another category. What it lacks is drawn from the prior. So values that belong together
 * stay together (S. Watanabe, Tree-structured Parzen estimator: understanding its algorithm components and their roles,
 * 2023, https://arxiv.org/abs/2304.11127).
 */
export function createMixture(options: MixtureOptions): Mixture {
  const { dimensions, points, weights, priorWeight } = options
  const width = dimensions.length
  const bandwidths = (options.bandwidths ?? bandwidthsOf)(dimensions, points)
  const centres = new Float64Array(points.length * width)
  for (const [p, point] of points.entries()) centres.set(point, p * width)
  const total = weights.reduce((sum, weight) => sum + weight, priorWeight)
  const tables = dimensions.map(dimension => categoryOf(dimension, points.length))
  /** Natural logarithm of the density at a line's centre: what is cut off at the ends makes it higher. */
  const peaks = centres.map((centre, i) => {
    const bandwidth = bandwidths[i] ?? 0
    if (bandwidth === 0) return 0
    const inside = normalBelow((1 - centre) / bandwidth) - normalBelow(-centre / bandwidth)
    return -Math.log(bandwidth * Math.sqrt(2 * Math.PI) * inside)
  })

  function draw(random: Random): Point {
    let left = random.next() * total
    let chosen = 0
    while (chosen < points.length && left >= (weights[chosen] ?? 0)) left -= weights[chosen++] ?? 0
    const from = chosen * width
    const near = Float64Array.from(dimensions, (_, d) => {
      const centre = chosen < points.length ? (centres[from + d] ?? absent) : absent
      if (centre === absent) return absent
      const table = tables[d]
      if (table === undefined) return drawNear(centre, bandwidths[from + d] ?? 1, random)
      return random.next() < table.mixing ? random.integer(0, table.count - 1) : centre
    })
    return onLevels(dimensions, settled(dimensions, near, random.next))
  }

  const logs = new Float64Array(points.length)
  const logWeights = Float64Array.from(weights, weight => Math.log(weight))

  /** Adds to `logs` what one category says of each point. */
  function addCategory(d: number, at: number, { same, other, unknown }: Category): void {
    for (let p = 0, i = d; p < logs.length; p++, i += width) {
      const centre = centres[i] as number
      logs[p] = (logs[p] as number) + (centre === at ? same : centre === absent ? unknown : other)
    }
  }

  function addLine(d: number, at: number): void {
    for (let p = 0, i = d; p < logs.length; p++, i += width) {
      const bandwidth = bandwidths[i] as number
      // What a point lacks has the prior's density, 1.
      if (bandwidth === 0) continue
      const distance = (at - (centres[i] as number)) / bandwidth
      logs[p] = (logs[p] as number) + (peaks[i] as number) - 0.5 * distance * distance
    }
  }

  function logDensity(point: Point): number {
    logs.set(logWeights)
    let prior = 0
    for (let d = 0; d < width; d++) {
      const at = point[d] as number
      if (at === absent) continue
      const table = tables[d]
      if (table === undefined) addLine(d, at)
      else {
        prior += table.unknown
        addCategory(d, at, table)
      }
    }
    // The prior keeps the sum above 0 where the rest underflows.
    let sum = priorWeight * Math.exp(prior)
    for (let p = 0; p < logs.length; p++) sum += Math.exp(logs[p] as number)
    return Math.log(sum / total)
  }

  return { draw, logDensity }
}

interface Category {
  readonly count: number
  /** Probability that it is drawn anew: the less, the more observations there are. */
  readonly mixing: number
  /** Logarithms of the probability of an observation's own category, of each other, and of each where it has none. */
  readonly same: number
  readonly other: number
  readonly unknown: number
}

function categoryOf({ isCategory, levels = [] }: Dimension, observations: number): Category | undefined {
  if (!isCategory) return undefined
  const count = levels.length
  const mixing = (anew * count) / (observations + 1 + anew * count)
  return {
    count,
    mixing,
    same: Math.log(mixing / count + 1 - mixing),
    other: Math.log(mixing / count),
    unknown: -Math.log(count),
  }
}

function drawNear(centre: number, bandwidth: number, random: Random): number {
  for (;;) {
    const at = centre + bandwidth * random.normal()
    if (at >= 0 && at < 1) return at
  }
}
