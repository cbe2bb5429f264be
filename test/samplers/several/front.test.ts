import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dimensionsOf, pointOf } from '../../../src/samplers/dimensions.ts'
import { bestOfSeveral } from '../../../src/samplers/several/front.ts'
import { evenBandwidths } from '../../../src/samplers/tpe/bandwidths.ts'
import { split } from '../../../src/samplers/tpe/split-by-front.ts'
import type { Parameter } from '../../../src/space/parameter.ts'
import { frontOf, nonDominatedRanks } from '../../../src/stats/pareto.ts'

const lossesOf = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), {
  minLength: 1,
  maxLength: 20,
})

test('the best are as many as asked for, and of no later front than those left out', () => {
  fc.assert(
    fc.property(lossesOf, fc.integer({ min: 1, max: 25 }), (losses, count) => {
      const best = bestOfSeveral(losses, count)
      expect(new Set(best).size).toBe(Math.min(count, losses.length))
      const ranks = nonDominatedRanks(losses)
      const left = ranks.filter((_, i) => !best.includes(i))
      expect(Math.max(...best.map(i => ranks[i]!))).toBeLessThanOrEqual(Math.min(Infinity, ...left))
    }),
  )
})

test('of a front that is too large, those that dominate most together', () => {
  const losses = [
    [0, 10],
    [5, 4],
    [5.1, 3.9],
    [5.2, 3.8],
    [10, 0],
  ] as const
  expect(bestOfSeveral(losses, 1)).toEqual([1])
  expect(bestOfSeveral(losses, 3).sort()).toEqual([0, 1, 4])
})

const seen = (losses: readonly number[], trial: number) => ({
  trial,
  config: {},
  loss: losses[0]!,
  variance: 0,
  losses,
})

test('TPE: copies weigh less than what stands alone, what diverged is bad', () => {
  const all = [
    [0, 10],
    [5, 4],
    [5, 4],
    [10, 0],
    [Infinity, 0],
    [11, 11],
    [12, 12],
    [13, 13],
  ].map(seen)
  const { good, bad, weights } = split(all, 0.5)
  expect(good.map(({ trial }) => trial)).toEqual([0, 1, 2, 3])
  expect(bad.map(({ trial }) => trial)).toEqual([4, 5, 6, 7])
  expect(weights![1]).toBe(0)
  expect(weights![0]).toBeGreaterThan(0)
  expect(weights!.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(4)
})

test('TPE: one objective is split as ever', () => {
  const all = [3, 1, 2, 4].map((loss, trial) => ({ trial, config: {}, loss, variance: 0 }))
  const { good, weights } = split(all, 0.25)
  expect(good.map(({ trial }) => trial)).toEqual([1])
  expect(weights).toBeUndefined()
  expect(frontOf(all.map(({ loss }) => [loss]))).toEqual([1])
})

test('TPE: kernels of a front are equally wide, and narrower the more there are', () => {
  const dimensions = dimensionsOf(
    new Map<string, Parameter>([
      ['x', { kind: 'float', min: 0, max: 1, scale: 'linear' }],
      ['kind', { kind: 'choice', values: ['a', 'b'] }],
      ['y', { kind: 'float', min: 0, max: 1, scale: 'linear', when: { kind: ['b'] } }],
    ]),
  )
  const points = [
    { x: 0.1, kind: 'a' },
    { x: 0.11, kind: 'b', y: 0.9 },
  ].map(config => pointOf(dimensions, config))
  const wide = 0.2 * 2 ** (-1 / 7)
  const expected = [wide, 0, 0, wide, 0, wide].map(width => expect.closeTo(width, 10))
  expect([...evenBandwidths(dimensions, points)]).toEqual(expected)
  const many = evenBandwidths(
    dimensions,
    Array.from({ length: 20 }, () => points[0]!),
  )
  expect(many[0]).toBeLessThan(wide)
})
