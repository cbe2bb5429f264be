import { z } from 'zod'
import type { Config, Space } from '../../space/parameter.ts'
import { type Dimension, dimensionsOf, type Point, pointOf } from '../dimensions.ts'
import { samplerEntry } from '../entry.ts'
import { pickLeft } from '../left.ts'
import type { Sampler } from '../sampler.ts'
import { sobolConfig } from '../sobol/sobol.ts'
import { evenBandwidths } from './bandwidths.ts'
import { createMixture, type Mixture } from './mixture.ts'
import { proposeFrom } from './propose.ts'
import { split } from './split-by-front.ts'
import { thin } from './thin.ts'

interface Options {
  readonly startupTrials: number
  readonly goodShare: number
  readonly candidates: number
}

/** Of the prior, beside one observation. */
const priorWeight = 1.5
/** So many of the bad describe where not to look; more only take time. */
const mostBad = 400

/**
 * Tree-structured Parzen estimator: proposes what is likelier among good configs than among bad ones (J. Bergstra and
 * others, Algorithms for hyper-parameter optimization, 2011). What runs counts as bad, so that it is not proposed
 * again nearby: a constant liar.
 */
const createTpeSampler =
  ({ startupTrials, goodShare, candidates }: Options): Sampler =>
  (history, space, random, objective) => {
    const { observations, pending } = history
    if (observations.length < startupTrials) return sobolConfig(history, space, random, objective)
    const { dimensions, pointsOf } = history.memo(rememberPoints)(space)
    const { good, bad, weights: given } = split(observations, goodShare)
    const weights = given ?? weightsByRank(good.length)
    const mixtureOf = (configs: readonly Config[], weights: readonly number[]): Mixture =>
      createMixture({
        dimensions,
        points: pointsOf(configs),
        weights,
        priorWeight,
        ...(given !== undefined && { bandwidths: evenBandwidths }),
      })
    const avoided = [...thin(bad, mostBad).map(({ config }) => config), ...pending]
    const mixtures = {
      good: mixtureOf(
        good.map(({ config }) => config),
        weights,
      ),
      bad: mixtureOf(
        avoided,
        avoided.map(() => 1),
      ),
    }
    const proposed = proposeFrom({ dimensions, ...mixtures, candidates }, history, random)
    return proposed ?? pickLeft(history, space, random)
  }

/** Of a ranked list, best first, 1 on average: as CMA-ES recombines (N. Hansen, 2016, https://arxiv.org/abs/1604.00772). */
function weightsByRank(count: number): number[] {
  const raw = Array.from({ length: count }, (_, rank) => Math.log(count + 0.5) - Math.log(rank + 1))
  const mean = raw.reduce((sum, weight) => sum + weight, 0) / count
  return raw.map(weight => weight / mean)
}

/** Points are the same for every trial that asks. */
const rememberPoints = () => {
  let dimensions: readonly Dimension[] | undefined
  const points = new WeakMap<Config, Point>()
  return (space: Space) => {
    dimensions ??= dimensionsOf(space)
    const known = dimensions
    const remembered = (config: Config): Point => {
      const point = points.get(config) ?? pointOf(known, config)
      points.set(config, point)
      return point
    }
    return { dimensions, pointsOf: (configs: readonly Config[]) => configs.map(remembered) }
  }
}

export const tpeSampler = samplerEntry({
  meaning: 'Learns: proposes what is likelier among the good configs than among the bad ones (TPE).',
  options: z.strictObject({
    type: z.literal('tpe'),
    startupTrials: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .default(10)
      .describe('So many trials cover the space evenly before it learns.'),
    goodShare: z
      .number()
      .gt(0)
      .max(0.5)
      .default(0.2)
      .describe('Share of the trials that count as good: less keeps closer to the best.'),
    candidates: z
      .number()
      .int()
      .min(1)
      .max(10_000)
      .default(64)
      .describe('How many configs are drawn for each that is proposed.'),
  }),
  create: createTpeSampler,
})
