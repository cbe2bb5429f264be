import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRandom } from '../../src/base/random.ts'

const draw = (random: ReturnType<typeof createRandom>, count: number) =>
  Array.from({ length: count }, () => random.next())

test('the same seed gives the same stream, another seed another', () => {
  expect(draw(createRandom(7), 5)).toEqual(draw(createRandom(7), 5))
  expect(draw(createRandom(7), 5)).not.toEqual(draw(createRandom(8), 5))
})

test('a fork depends on its purpose only, not on what was drawn before', () => {
  const fresh = createRandom(1)
  const used = createRandom(1)
  draw(used, 100)
  expect(draw(used.fork('folds', 2), 3)).toEqual(draw(fresh.fork('folds', 2), 3))
  expect(draw(used.fork('folds', 2), 3)).not.toEqual(draw(fresh.fork('folds', 3), 3))
})

test('uniform numbers have the mean and variance of the uniform distribution', () => {
  const numbers = draw(createRandom('uniform'), 20_000)
  const mean = numbers.reduce((sum, x) => sum + x) / numbers.length
  const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length
  expect(mean).toBeCloseTo(0.5, 2)
  expect(variance).toBeCloseTo(1 / 12, 2)
})

test('neighbouring seeds are unrelated', () => {
  const first = Array.from({ length: 2000 }, (_, seed) => createRandom(seed).next())
  const mean = first.reduce((sum, x) => sum + x) / first.length
  const lag =
    first.slice(1).reduce((sum, x, i) => sum + (x - mean) * ((first[i] ?? 0) - mean), 0) / first.length
  expect(Math.abs(lag) * 12).toBeLessThan(0.08)
})

test('normal numbers have mean 0 and variance 1', () => {
  const random = createRandom(3)
  const numbers = Array.from({ length: 20_000 }, () => random.normal())
  const mean = numbers.reduce((sum, x) => sum + x) / numbers.length
  expect(mean).toBeCloseTo(0, 1)
  expect(numbers.reduce((sum, x) => sum + x * x, 0) / numbers.length).toBeCloseTo(1, 1)
})

test('a shuffle keeps every item and leaves its argument alone', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
      const before = [...items]
      const shuffled = createRandom(seed).shuffle(items)
      expect(items).toEqual(before)
      expect(shuffled.toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b))
    }),
  )
})

test('integers stay within both ends, which are reached', () => {
  const random = createRandom(5)
  const seen = new Set(Array.from({ length: 200 }, () => random.integer(-1, 2)))
  expect([...seen].sort((a, b) => a - b)).toEqual([-1, 0, 1, 2])
})
