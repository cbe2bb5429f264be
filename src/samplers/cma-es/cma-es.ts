import { z } from 'zod'
import type { Random } from '../../base/random.ts'
import { byLoss } from '../best-of.ts'
import {
  absent,
  configAt,
  type Dimension,
  dimensionsOf,
  type Point,
  pointOf,
  settled,
} from '../dimensions.ts'
import { samplerEntry } from '../entry.ts'
import { randomSampler } from '../random.ts'
import type { Observation, Sampler } from '../sampler.ts'
import { type Distribution, pointFrom } from './distribution.ts'
import { createReplay } from './replay.ts'

const tries = 64
const triesWithin = 8
const goodShare = 0.25
const fewestGood = 4
/** Of the values that do not come from the distribution: how many are drawn from the whole space. */
const freshShare = 0.2
/** How far a conditional number strays from that of a good trial. */
const stray = 0.1

/**
 * A normal distribution over the numbers that learns where, how wide and in which direction to look; choices, and what
 * is searched beside some of them only, come from the good trials. For hundreds of trials over numbers that depend on
 * each other. Sources: `constants.ts`.
 */
function createCmaEsSampler(): Sampler {
  const fallback = randomSampler.create({ type: 'random' })
  return (history, space, random, objective) => {
    const { observations, accepts, memo } = history
    const dimensions = dimensionsOf(space)
    const numeric = numericOf(dimensions)
    const coordinates = ({ config }: Observation) => {
      const point = pointOf(dimensions, config)
      return Float64Array.from(numeric, i => point[i] ?? 0)
    }
    const distribution =
      numeric.length === 0 ? undefined : memo(createReplay)(observations, coordinates, numeric.length)
    const good = goodPoints(observations, dimensions)
    for (let attempt = 0; attempt < tries; attempt++) {
      const stream = random.fork(attempt)
      const point = othersFrom(good, dimensions, stream)
      if (distribution !== undefined)
        for (const [k, at] of drawn(distribution, stream).entries()) {
          const i = numeric[k]
          if (i !== undefined) point[i] = stepped(at, dimensions[i], distribution, stream)
        }
      const config = configAt(dimensions, settled(dimensions, point, stream.next))
      if (accepts(config)) return config
    }
    return fallback(history, space, random, objective)
  }
}

/** Which dimensions are numbers that every config has. */
const numericOf = (dimensions: readonly Dimension[]) =>
  dimensions.flatMap(({ isCategory, parameter }, i) => (isCategory || parameter.when !== undefined ? [] : i))

function goodPoints(observations: readonly Observation[], dimensions: readonly Dimension[]): Point[] {
  const count = Math.max(fewestGood, Math.ceil(goodShare * observations.length))
  return [...observations]
    .sort(byLoss)
    .slice(0, count)
    .map(({ config }) => pointOf(dimensions, config))
}

/** Of one good trial what it has, a part of it forgotten; absent is what is to be drawn. */
function othersFrom(good: readonly Point[], dimensions: readonly Dimension[], random: Random): Point {
  const point = new Float64Array(dimensions.length).fill(absent)
  if (good.length < fewestGood) return point
  const parent = random.pick(good)
  return point.map((_, i) => {
    const at = parent[i] ?? absent
    if (at === absent || random.next() < freshShare) return absent
    return dimensions[i]?.levels === undefined ? within(at + stray * random.normal()) : at
  })
}

/** In the unit cube, if need be by the shortest way there. */
function drawn(distribution: Distribution, random: Random): Float64Array {
  for (let attempt = 1; ; attempt++) {
    const z = distribution.mean.map(() => random.normal())
    const point = pointFrom(distribution, z)
    if (point.every(u => u >= 0 && u <= 1)) return point
    if (attempt === triesWithin) return point.map(within)
  }
}

const within = (u: number) => Math.min(1, Math.max(0, u))

/**
 * A number of few levels must not be held fast when the distribution has become narrower than its steps: now and then
 * it takes one more. The chance is that of R. Hamano, S. Saito, M. Nomura and S. Shirakawa, CMA-ES with Margin (2022).
 */
function stepped(
  at: number,
  dimension: Dimension | undefined,
  { constants, mean }: Distribution,
  random: Random,
): number {
  const levels = dimension?.levels
  if (levels === undefined) return at
  const margin = 1 / (constants.lambda * mean.length)
  if (random.next() >= margin) return at
  return within(at + (random.next() < 0.5 ? 1 : -1) / levels.length)
}

export const cmaEsSampler = samplerEntry({
  meaning: 'Learns a normal distribution over the numbers (CMA-ES); for hundreds of trials.',
  options: z.strictObject({ type: z.literal('cmaEs') }),
  create: createCmaEsSampler,
  hasOneObjective: true,
})
