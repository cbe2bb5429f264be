import { z } from 'zod'
import type { Config, Space } from '../../space/parameter.ts'
import { samplerEntry } from '../entry.ts'
import { pickLeft } from '../left.ts'
import type { Sampler } from '../sampler.ts'
import { sobolConfig } from '../sobol/sobol.ts'
import { coordinateOf, type Dimension, dimensionsOf } from './dimension.ts'
import { createMixture, type Mixture } from './mixture.ts'
import { proposeFrom } from './propose.ts'
import { split } from './split-by-front.ts'
import { spreadsOf } from './spread.ts'
import { thin } from './thin.ts'

interface Options {
  readonly startupTrials: number
  readonly goodShare: number
  readonly candidates: number
}

/** Of the prior, beside one observation. */
const priorWeight = 1
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
    const { dimensionsFor, pointOf } = history.memo(rememberPoints)
    const dimensions = dimensionsFor(space)
    const { good, bad, weights: ofGood } = split(observations, goodShare)
    const mixtureOf = (configs: readonly Config[], given?: readonly number[]): Mixture => {
      const points = configs.map(pointOf)
      const weights = given ?? points.map(() => 1)
      const spreads = spreadsOf(dimensions, points.length)
      return createMixture({ dimensions, points, weights, priorWeight, spreads })
    }
    const avoided = [...thin(bad, mostBad).map(({ config }) => config), ...pending]
    const mixtures = {
      good: mixtureOf(
        good.map(({ config }) => config),
        ofGood,
      ),
      bad: mixtureOf(avoided),
    }
    const proposed = proposeFrom({ dimensions, ...mixtures, candidates }, history, random)
    return proposed ?? pickLeft(history, space, random)
  }

/** Coordinates are the same for every trial that asks. */
const rememberPoints = () => {
  let dimensions: readonly Dimension[] | undefined
  const points = new WeakMap<Config, Float64Array>()
  return {
    dimensionsFor(space: Space): readonly Dimension[] {
      dimensions ??= dimensionsOf(space)
      return dimensions
    },
    pointOf(config: Config): Float64Array {
      const known = points.get(config)
      if (known !== undefined) return known
      const point = Float64Array.from(dimensions ?? [], dimension => coordinateOf(dimension, config))
      points.set(config, point)
      return point
    },
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
      .default(0.15)
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
