import { expect, test } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import { binsOf, joint } from '../../src/leaderboard/importance/bins.ts'
import { bestBin, explainedBy } from '../../src/leaderboard/importance/explained.ts'
import { importanceOf, type Judged } from '../../src/leaderboard/importance/importance.ts'

const once = (n: number) => new Float64Array(n).fill(1)

test('the share of the variance is that of an analysis of variance, less what chance explains', () => {
  // Groups [1, 1, 0], [0, 0, 0], [0, 1, 0]: between 8/9 − …; by hand: total 2, between 2/3, within 4/3 on 6 degrees.
  const bins = { of: Int32Array.of(0, 0, 0, 1, 1, 1, 2, 2, 2), count: 3 }
  const weights = Float64Array.of(1, 1, 0, 0, 0, 0, 0, 1, 0)
  const [total, between, within] = [3 - 9 / 9, 4 / 3 + 1 / 3 - 1, 3 - 5 / 3]
  const share = (between - (2 * within) / 6) / total
  expect(explainedBy(bins, { weights, times: once(9) })).toBeCloseTo(share, 12)
  expect(bestBin(bins, weights)).toBe(0)
})

test('numbers go by rank into bins of equal size, equal ones together, the rest by value', () => {
  const numbers = binsOf(
    'x',
    [1, 10, 100, 1000, 5, 50].map(x => ({ x })),
    3,
  )
  expect([...numbers.of]).toEqual([0, 1, 2, 2, 0, 1])
  expect(numbers.ranges).toEqual([
    [1, 5],
    [10, 50],
    [100, 1000],
  ])
  const words = binsOf('x', [{ x: 'a' }, {}, { x: 'b' }, { x: 'a' }], 2)
  expect([...words.of]).toEqual([0, -1, 1, 0])
  expect([...joint(words, words).of]).toEqual([0, -1, 3, 0])
})

/** Loss: distance of a in size; b and c only together; d nothing; e only where `on`, and then it matters. */
function sweep(n: number): Judged[] {
  const random = createRandom('sweep')
  return Array.from({ length: n }, () => {
    const [a, b, c, d, e] = [random.next(), random.next(), random.next(), random.next(), random.next()]
    const isOn = random.next() < 0.5
    const together = b > 0.5 === c > 0.5 ? -2 : 2
    const loss = 3 * Math.abs(Math.log10(a) + 1) + together + (isOn ? 1.5 * e : 0) + 0.2 * random.normal()
    const config = { a, b, c, d, gate: isOn ? 'on' : 'off', ...(isOn ? { e } : {}) }
    return { config, merit: { mean: loss, sd: 0.1 } }
  })
}

test('what matters comes first, what does not comes to nothing, and pairs are found', () => {
  const { parameters, interactions } = importanceOf(sweep(300), ['a', 'b', 'c', 'd', 'gate', 'e'])
  const of = (name: string) => parameters.find(({ parameter }) => parameter === name)
  expect(parameters[0]?.parameter).toBe('a')
  expect(of('a')?.low).toBeGreaterThan(0.02)
  expect(of('d')?.low).toBe(0)
  expect(of('d')?.high).toBeLessThan(0.1)
  expect(of('e')?.trials).toBeLessThan(250)
  const [first] = interactions
  expect(first?.parameters.toSorted()).toEqual(['b', 'c'])
  expect(interactions.every(({ importance, low, high }) => low <= importance && importance <= high)).toBe(
    true,
  )
  expect(first?.importance).toBeGreaterThan(0.02)
})

test('a conditional parameter does not take the credit of its parent', () => {
  const random = createRandom('gate')
  const trials = Array.from({ length: 300 }, (): Judged => {
    const isOn = random.next() < 0.5
    const config = { gate: isOn ? 'on' : 'off', ...(isOn ? { depth: random.next() } : {}) }
    return { config, merit: { mean: (isOn ? 0 : 1) + 0.1 * random.normal(), sd: 0 } }
  })
  const { parameters } = importanceOf(trials, ['gate', 'depth'])
  expect(parameters.map(({ parameter }) => parameter)).toEqual(['gate', 'depth'])
  expect(parameters[1]?.importance).toBeLessThan(0.03)
})

test('a raced trial counts by what is known of it; one that diverged is among the worst', () => {
  const sure = sweep(100)
  const { parameters } = importanceOf(
    sure.map(({ config, merit }) => ({ config, merit: { ...merit, sd: 1e6 } })),
    ['a', 'd'],
  )
  // Nothing is known of any: nothing matters.
  expect(parameters.every(({ importance }) => importance < 0.001)).toBe(true)
  const diverged = { mean: Number.POSITIVE_INFINITY, sd: 0 }
  const some = sure.map(({ config, merit }) => ({ config, merit: Number(config.d) > 0.5 ? diverged : merit }))
  expect(importanceOf(some, ['a', 'd']).parameters[0]?.parameter).toBe('d')
})

test('the same twice', () => {
  expect(importanceOf(sweep(60), ['a', 'b'])).toEqual(importanceOf(sweep(60), ['a', 'b']))
})
