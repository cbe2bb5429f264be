import { z } from 'zod'
import type { Random } from '../../base/random.ts'
import { crowdingDistances, type Losses, nonDominatedRanks } from '../../stats/pareto.ts'
import { configAt, dimensionsOf, type Point, pointOf, settled } from '../dimensions.ts'
import { samplerEntry } from '../entry.ts'
import { pickLeft } from '../left.ts'
import type { Observation, Sampler } from '../sampler.ts'
import { sobolConfig } from '../sobol/sobol.ts'
import { crossed, mutated } from './variation.ts'

interface Options {
  readonly populationSize: number
  readonly crossoverChance: number
}

/** So many children may be refused before anything that may be proposed is taken. */
const patience = 64
const fewestParents = 2

interface Parent {
  readonly point: Point
  readonly trial: number
  readonly rank: number
  readonly crowding: number
}

/**
 * A population that evolves: a generation is as many trials as it has members, by their numbers. Parents are the best of all
 * trials of earlier generations, so that nothing but the history need be kept (K. Deb, A. Pratap, S. Agarwal and T.
 * Meyarivan, A fast and elitist multiobjective genetic algorithm: NSGA-II, 2002).
 */
const createNsga2Sampler =
  ({ populationSize, crossoverChance }: Options): Sampler =>
  (history, space, random, objective) => {
    const begin = history.number - (history.number % populationSize)
    const earlier = history.observations.filter(({ trial }) => trial < begin)
    if (earlier.length < fewestParents) return sobolConfig(history, space, random, objective)
    const dimensions = dimensionsOf(space)
    const parents = survivors(earlier, populationSize).map(({ config, ...rest }) => ({
      ...rest,
      point: pointOf(dimensions, config),
    }))
    for (let attempt = 0; attempt < patience; attempt++) {
      const draw = random.fork('child', attempt)
      const [first, second] = [tournament(parents, draw), tournament(parents, draw)]
      const child = draw.next() < crossoverChance ? crossed(dimensions, first, second, draw) : first
      const config = configAt(dimensions, settled(dimensions, mutated(dimensions, child, draw), draw.next))
      if (history.accepts(config)) return config
    }
    return pickLeft(history, space, random)
  }

/** The best, by front and then by how far apart they are. */
function survivors(observations: readonly Observation[], count: number) {
  const losses = observations.map(({ loss, losses = [loss] }): Losses => losses)
  const ranks = nonDominatedRanks(losses)
  const crowding = crowdingByRank(losses, ranks)
  return observations
    .map(({ trial, config }, i) => ({
      trial,
      config,
      rank: ranks[i] ?? 0,
      crowding: crowding[i] ?? 0,
    }))
    .sort(byFitness)
    .slice(0, count)
}

function crowdingByRank(losses: readonly Losses[], ranks: readonly number[]): number[] {
  const crowding = losses.map(() => 0)
  for (const rank of new Set(ranks)) {
    const members = ranks.flatMap((of, index) => (of === rank ? [index] : []))
    const distances = crowdingDistances(members.map(index => losses[index] as Losses))
    for (const [i, index] of members.entries()) crowding[index] = distances[i] ?? 0
  }
  return crowding
}

type Fitness = Pick<Parent, 'rank' | 'crowding' | 'trial'>

/** Infinity − Infinity is not a number. */
const byFitness = (a: Fitness, b: Fitness) =>
  a.rank - b.rank || (a.crowding === b.crowding ? a.trial - b.trial : b.crowding - a.crowding)

function tournament(parents: readonly Parent[], random: Random): Point {
  const [a, b] = [random.pick(parents), random.pick(parents)]
  return byFitness(a, b) <= 0 ? a.point : b.point
}

export const nsga2Sampler = samplerEntry({
  meaning: 'Evolves a population towards the best compromises of several objectives (NSGA-II).',
  options: z.strictObject({
    type: z.literal('nsga2'),
    populationSize: z
      .number()
      .int()
      .min(4)
      .max(1000)
      .default(16)
      .describe('Trials of a generation; the first one covers the space evenly.'),
    crossoverChance: z
      .number()
      .min(0)
      .max(1)
      .default(0.9)
      .describe('How often a config has two parents; the others have one, and are only mutated.'),
  }),
  create: createNsga2Sampler,
})
