import { describe, expect, test } from 'vitest'
import { factorOf } from '../../src/training/schedule.ts'
import { type Recipe, recipeSchema, type Schedule } from '../../src/trial/recipe.ts'

const length = { stepsPerEpoch: 10, epochs: 4 }
const all = (schedule: Schedule) => Array.from({ length: 40 }, (_, step) => factorOf(schedule, length)(step))

test('constant is 1', () => {
  expect(new Set(all({ type: 'constant', warmupEpochs: 0 }))).toEqual(new Set([1]))
})

test('cosine goes from 1 through the middle towards its floor', () => {
  const factors = all({ type: 'cosine', floor: 0.2, warmupEpochs: 0 })
  expect(factors[0]).toBe(1)
  expect(factors[20]).toBeCloseTo(0.6, 12)
  expect(factors[39]).toBeCloseTo(0.2 + (0.8 * (1 + Math.cos((Math.PI * 39) / 40))) / 2, 12)
})

test('step multiplies every so many epochs', () => {
  const factors = all({ type: 'step', every: 2, factor: 0.1, warmupEpochs: 0 })
  expect([factors[0], factors[19], factors[20], factors[39]]).toEqual([1, 1, 0.1, 0.1])
})

test('cyclical rises to 1 at half a cycle and is back at its floor at the end', () => {
  const factors = all({ type: 'cyclical', epochs: 2, floor: 0.1, warmupEpochs: 0 })
  expect(factors[9]).toBe(1)
  expect(factors[4]).toBeCloseTo(0.55, 12)
  expect(factors[19]).toBeCloseTo(0.1, 12)
  expect(factors[29]).toBe(1)
})

test('warm-up is linear and the curve starts after it', () => {
  const factors = all({ type: 'cosine', floor: 0, warmupEpochs: 1 })
  expect(factors[0]).toBeCloseTo(0.1, 12)
  expect([factors[9], factors[10]]).toEqual([1, 1])
  expect(factors[25]).toBeCloseTo(0.5, 12)
})

describe('every named schedule stays in (0, 1]', () => {
  test.each(['constant', 'cosine', 'step', 'cyclical'])('%s', name => {
    const recipe: Recipe = recipeSchema.parse({ schedule: name })
    for (const factor of all(recipe.schedule)) {
      expect(factor).toBeGreaterThan(0)
      expect(factor).toBeLessThanOrEqual(1)
    }
  })
})
