import { expect, test } from 'vitest'
import { chancesOfLowest, smallestHolding } from '../../src/stats/chance-of-lowest.ts'

test('the integral as SciPy computes it', () => {
  const means = [-0.91, -0.9, -0.895, -0.85]
  const sds = [0.01, 0.01, 0.02, 0.03]
  const chances = chancesOfLowest(means.map((mean, i) => ({ mean, sd: sds[i] ?? 0 })))
  const quad = [0.5912575367108761, 0.1740405028618056, 0.21501772079618175, 0.019684239631134713]
  for (const [i, chance] of chances.entries()) expect(chance).toBeCloseTo(quad[i] ?? Number.NaN, 6)
})

test('equals share, one alone is the lowest, one far ahead too', () => {
  const same = { mean: 3, sd: 0.5 }
  for (const chance of chancesOfLowest([same, same, same])) expect(chance).toBeCloseTo(1 / 3, 9)
  expect(chancesOfLowest([same])).toEqual([1])
  expect(chancesOfLowest([])).toEqual([])
  expect(chancesOfLowest([{ mean: -50, sd: 0.5 }, same])[0]).toBeCloseTo(1, 9)
})

test('the order of the candidates does not matter', () => {
  const some = [
    { mean: 1, sd: 1 },
    { mean: 0.5, sd: 0.3 },
    { mean: 0, sd: 2 },
  ]
  const there = chancesOfLowest(some)
  const back = chancesOfLowest(some.toReversed()).toReversed()
  for (const [i, chance] of there.entries()) expect(chance).toBeCloseTo(back[i] ?? Number.NaN, 12)
})

test('the smallest set', () => {
  expect(smallestHolding(0.95, [0.6, 0.3, 0.06, 0.04])).toBe(3)
  expect(smallestHolding(0.95, [0.97, 0.03])).toBe(1)
  expect(smallestHolding(0.95, [])).toBe(0)
})
