import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMemo } from '../../../src/base/memo.ts'
import { createRandom } from '../../../src/base/random.ts'
import { createStudy } from '../../../src/coordinator/study.ts'
import { absent, configAt, dimensionsOf, onLevels, pointOf } from '../../../src/samplers/dimensions.ts'
import { createSampler, samplerSchema } from '../../../src/samplers/index.ts'
import { bandwidthsOf } from '../../../src/samplers/tpe/bandwidths.ts'
import { createMixture } from '../../../src/samplers/tpe/mixture.ts'
import { splitByLoss } from '../../../src/samplers/tpe/split.ts'
import { thin } from '../../../src/samplers/tpe/thin.ts'
import { checkConfig } from '../../../src/space/contains.ts'
import type { Config, Parameter, Space } from '../../../src/space/parameter.ts'
import { sampleConfig } from '../../../src/space/sample.ts'
import { continuousSpace, finiteSpace } from '../../space/spaces.ts'
import { historyOf, objective, trialOf } from '../histories.ts'

function mixtureOf(space: Space, configs: readonly Config[], priorWeight = 1) {
  const dimensions = dimensionsOf(space)
  const points = configs.map(config => pointOf(dimensions, config))
  return createMixture({ dimensions, points, weights: points.map(() => 1), priorWeight })
}

describe.each([
  ['finite', finiteSpace],
  ['continuous', continuousSpace],
])('in a %s space', (_, space) => {
  test('points and configs are the same in two words, and points of configs lie on levels', () => {
    const dimensions = dimensionsOf(space)
    fc.assert(
      fc.property(fc.integer(), seed => {
        const config = sampleConfig(space, createRandom(seed))
        const point = pointOf(dimensions, config)
        const back = configAt(dimensions, point)
        expect(checkConfig(space, back)).toEqual([])
        for (const [name, value] of Object.entries(config))
          if (typeof value === 'number') expect(back[name]).toBeCloseTo(value, 5)
          else expect(back[name]).toBe(value)
        expect(onLevels(dimensions, point)).toEqual(point)
      }),
      { numRuns: 30 },
    )
  })

  test('what a mixture draws is a point of the space', () => {
    const random = createRandom(3)
    const configs = Array.from({ length: 5 }, (_, i) => sampleConfig(space, random.fork(i)))
    const mixture = mixtureOf(space, configs)
    for (let draw = 0; draw < 100; draw++) {
      const at = mixture.draw(random)
      expect(checkConfig(space, configAt(dimensionsOf(space), at))).toEqual([])
      expect(Number.isFinite(mixture.logDensity(at))).toBe(true)
    }
  })
})

test('the density of a mixture over a finite tree sums to 1', () => {
  const space: Space = new Map<string, Parameter>([
    ['optimizer', { kind: 'choice', values: ['adam', 'sgd', 'rmsprop'] }],
    ['momentum', { kind: 'choice', values: ['none', 'plain', 'nesterov'], when: { optimizer: ['sgd'] } }],
  ])
  const mixture = mixtureOf(space, [
    { optimizer: 'adam' },
    { optimizer: 'sgd', momentum: 'plain' },
    { optimizer: 'sgd', momentum: 'nesterov' },
  ])
  const momenta = Array.from({ length: 3 }, (_, level) => Float64Array.of(1, level))
  const all = [Float64Array.of(0, absent), Float64Array.of(2, absent), ...momenta]
  const sum = all.reduce((total, at) => total + Math.exp(mixture.logDensity(at)), 0)
  expect(sum).toBeCloseTo(1, 10)
})

test('the density on a line integrates to 1, at its ends, too', () => {
  const space = new Map<string, Parameter>([['x', { kind: 'float', min: 0, max: 1, scale: 'linear' }]])
  const mixture = mixtureOf(space, [{ x: 0 }, { x: 0.02 }, { x: 0.7 }])
  const steps = 4000
  let sum = 0
  for (let i = 0; i < steps; i++)
    sum += Math.exp(mixture.logDensity(Float64Array.of((i + 0.5) / steps))) / steps
  expect(sum).toBeCloseTo(1, 4)
})

test('kernels are as wide as neighbours are apart, and never stay on one level', () => {
  const space = new Map<string, Parameter>([
    ['x', { kind: 'float', min: 0, max: 1, scale: 'linear' }],
    ['depth', { kind: 'int', min: 1, max: 2, scale: 'linear' }],
    ['optimizer', { kind: 'choice', values: ['adam', 'sgd'] }],
  ])
  const dimensions = dimensionsOf(space)
  const places = [...Array.from({ length: 50 }, (_, i) => i / 200), 0.6, 1]
  const points = places.map(x => pointOf(dimensions, { x, depth: 1, optimizer: 'sgd' }))
  const bandwidths = bandwidthsOf(dimensions, points)
  const along = (d: number) => points.map((_, p) => bandwidths[3 * p + d])
  const x = along(0)
  expect(x[10]).toBeCloseTo(1 / 54)
  expect(x[50]).toBeGreaterThan(5 * (x[10] ?? 1))
  expect(along(1).every(bandwidth => bandwidth === 0.25)).toBe(true)
  expect(along(2).every(bandwidth => bandwidth === 0)).toBe(true)
})

test('a value stays with the values that it was good with', () => {
  const space: Space = new Map<string, Parameter>([
    ['backbone', { kind: 'choice', values: ['a', 'b'] }],
    ['x', { kind: 'float', min: 0, max: 1, scale: 'linear' }],
  ])
  const mixture = mixtureOf(space, [
    { backbone: 'a', x: 0.1 },
    { backbone: 'b', x: 0.9 },
  ])
  expect(mixture.logDensity(Float64Array.of(0, 0.1))).toBeGreaterThan(
    mixture.logDensity(Float64Array.of(0, 0.9)),
  )
})

test('what diverged is bad, whatever share is good; equal losses go by number', () => {
  const observed = (trial: number, loss: number) => ({ trial, config: {}, loss, variance: 0 })
  const [a, b, c] = [observed(0, Infinity), observed(1, 3), observed(2, Infinity)]
  expect(splitByLoss([a, b, c], 0.5)).toEqual({ good: [b], bad: [a, c] })
  expect(splitByLoss([a, c], 0.5)).toEqual({ good: [], bad: [a, c] })
  const [d, e] = [observed(3, 3), observed(4, -Infinity)]
  expect(splitByLoss([d, b, e], 0.5)).toEqual({ good: [e, b], bad: [d] })
})

test('a list is thinned evenly', () => {
  expect(thin([1, 2, 3], 3)).toEqual([1, 2, 3])
  expect(thin([0, 1, 2, 3, 4, 5, 6, 7], 4)).toEqual([0, 2, 4, 6])
  expect(
    thin(
      Array.from({ length: 1000 }, (_, i) => i),
      400,
    ),
  ).toHaveLength(400)
})

const sampler = createSampler(samplerSchema.parse({ type: 'tpe' }))

test('keeps away from what runs', () => {
  const space = new Map<string, Parameter>([['x', { kind: 'float', min: 0, max: 1, scale: 'linear' }]])
  const done = Array.from({ length: 12 }, (_, i) =>
    trialOf(i, { x: i / 12 }, 'completed', -Math.abs(i / 12 - 0.5)),
  )
  const running = Array.from({ length: 40 }, (_, i) => trialOf(12 + i, { x: 0.5 + i / 1000 }, 'running'))
  const nearBest = (trials: typeof done) =>
    Array.from({ length: 20 }, (_, seed) =>
      sampler(historyOf(trials, createMemo()), space, createRandom(seed), objective),
    ).filter(config => config !== 'exhausted' && Math.abs(Number(config.x) - 0.52) < 0.06).length
  expect(nearBest([...done, ...running])).toBeLessThan(nearBest(done))
})

test('finds more than chance does', () => {
  const space = {
    rate: { min: 1e-5, max: 1e-1, scale: 'log' },
    depth: { type: 'int', min: 0, max: 6 },
    optimizer: { values: ['adam', 'sgd'] },
    momentum: { min: 0.5, max: 0.99, when: { optimizer: ['sgd'] } },
  } as const
  const lossOf = ({ rate, depth, optimizer, momentum = 0.5 }: Config) =>
    (Math.log10(Number(rate)) + 3) ** 2 +
    0.1 * (Number(depth) - 2) ** 2 +
    (optimizer === 'sgd' ? 10 * (Number(momentum) - 0.9) ** 2 : 0.5)
  const finalOf = (type: 'tpe' | 'random', seed: number) => {
    const study = createStudy({ space, sampler: { type }, goal: 'minimize', seed } as Parameters<
      typeof createStudy
    >[0])
    for (let i = 0; i < 50; i++) {
      const asked = study.ask()
      if (asked !== undefined) study.tell(asked.number, lossOf(asked.config))
    }
    return study.best?.value ?? Infinity
  }
  const mean = (type: 'tpe' | 'random') =>
    [0, 1, 2, 3, 4].reduce((sum, seed) => sum + finalOf(type, seed), 0) / 5
  expect(mean('tpe')).toBeLessThan(0.5 * mean('random'))
})
