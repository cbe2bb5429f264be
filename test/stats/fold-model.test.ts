import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { fitFoldModel } from '../../src/stats/fold-model/fold-model.ts'
import { chanceBelow, expectedImprovement } from '../../src/stats/fold-model/improvement.ts'
import { packLosses } from '../../src/stats/fold-model/rows.ts'

/** Of a reference in NumPy (GLS by numpy.linalg.inv, noise by lstsq), made of random rates: losses are negative rates. */
interface Golden {
  readonly k: number
  readonly images: number
  readonly flat: boolean
  readonly losses: (number | null)[][]
  readonly noise: number
  readonly spread: number | null
  readonly level: number | null
  readonly difficulty: number[]
  readonly mean: (number | null)[]
  readonly sd: (number | null)[]
  readonly best: number
  readonly ei: (number | null)[]
  readonly chance: (number | null)[]
}
const golden: Golden[] = JSON.parse(readFileSync(new URL('fold-model.json', import.meta.url), 'utf8'))
const fitted = ({ losses, k, images, flat }: Pick<Golden, 'losses' | 'k' | 'images' | 'flat'>) =>
  fitFoldModel({ losses: packLosses(losses, k), k, images, isFlat: flat })

describe.each(golden)('the reference with k = $k and $losses.length trials', each => {
  const model = fitted(each)

  test('noise, spread, level and difficulties', () => {
    expect(model.noise / each.noise).toBeCloseTo(1, 8)
    if (each.spread !== null) expect(model.spread / each.spread).toBeCloseTo(1, 8)
    if (each.level !== null) expect(model.level).toBeCloseTo(each.level, 8)
    for (const [fold, b] of each.difficulty.entries()) expect(model.difficulty[fold]).toBeCloseTo(b, 6)
  })

  test('predicted means, their standard deviations, expected improvement and chances', () => {
    for (const [trial, mean] of each.mean.entries()) {
      const predicted = model.predict(trial)
      if (mean === null) {
        expect(predicted).toBeUndefined()
        continue
      }
      if (predicted === undefined) throw new Error(`no prediction of trial ${trial}`)
      expect(predicted.mean).toBeCloseTo(mean, 6)
      expect(predicted.sd).toBeCloseTo(each.sd[trial] ?? Number.NaN, 6)
      expect(expectedImprovement(predicted, each.best)).toBeCloseTo(each.ei[trial] ?? Number.NaN, 6)
      const isCertain = predicted.sd === 0
      if (!isCertain) expect(chanceBelow(predicted, each.best)).toBeCloseTo(each.chance[trial] ?? 0, 5)
    }
  })
})

test('observations: what easy folds gave is taken back, and nothing is drawn to the others', () => {
  // Fold 0 is easier by 0.1 than fold 1; trial 2 saw only that one.
  const losses = [
    [-0.9, -0.8],
    [-0.91, -0.81],
    [-0.88, null],
  ]
  const model = fitted({ losses, k: 2, images: 1000, flat: false })
  expect(model.observe(0)?.mean).toBeCloseTo(-0.85, 9)
  const seen = model.observe(2)
  expect(seen?.mean).toBeGreaterThan(-0.86)
  expect(seen?.mean).toBeLessThan(-0.83)
  const [whole, half] = [model.observe(0)?.sd ?? 0, seen?.sd ?? 0]
  expect(whole).toBeCloseTo(model.noise / Math.sqrt(2), 9)
  expect(half).toBeGreaterThan(model.noise)
})

test('a trial that diverged is the worst there is and changes nothing for the others', () => {
  const losses = [
    [0.5, 0.6],
    [0.4, null],
  ]
  const without = fitted({ losses, k: 2, images: 100, flat: false })
  const model = fitted({ losses: [...losses, [0.5, Infinity]], k: 2, images: 100, flat: false })
  expect(model.predict(2)).toEqual({ mean: Infinity, sd: 0 })
  expect(model.observe(2)).toEqual({ mean: Infinity, sd: 0 })
  expect(model.predict(1)).toEqual(without.predict(1))
  expect(expectedImprovement({ mean: Infinity, sd: 0 }, 0.3)).toBe(0)
  expect(chanceBelow({ mean: Infinity, sd: 0 }, 0.3)).toBe(0)
})

test('without a scale, noise is learned from the first complete trials, and the model does not depend on the unit', () => {
  const losses = [
    [2, 2.3, 2.5],
    [2.1, 2.5, 2.6],
    [3, null, null],
    [null, 2.2, null],
  ]
  const model = fitFoldModel({ losses: packLosses(losses, 3), k: 3 })
  const hundredfold = losses.map(row => row.map(loss => loss && 100 * loss))
  const scaled = fitFoldModel({ losses: packLosses(hundredfold, 3), k: 3 })
  expect(model.noise).toBeGreaterThan(0.03)
  expect(model.noise).toBeLessThan(0.25)
  expect(scaled.noise / model.noise).toBeCloseTo(100, 6)
  for (let trial = 0; trial < losses.length; trial++) {
    const [one, other] = [model.predict(trial), scaled.predict(trial)]
    expect((other?.mean ?? 0) / (one?.mean ?? 0)).toBeCloseTo(100, 6)
    expect(other?.sd ?? 0).toBeCloseTo(100 * (one?.sd ?? Number.NaN), 6)
  }
})

test.each([
  ['nothing', []],
  ['one fold', [[0.5, null]]],
  ['no folds', [[null, null]]],
  [
    'equal losses',
    [
      [0.5, 0.5],
      [0.5, 0.5],
      [0.5, null],
    ],
  ],
  ['only a diverged trial', [[Infinity, null]]],
])('stands %s', (_, losses: (number | null)[][]) => {
  for (const images of [undefined, 50]) {
    const model = fitFoldModel({ losses: packLosses(losses, 2), k: 2, images })
    expect(model.noise).toBeGreaterThan(0)
    for (const trial of losses.keys()) {
      const { mean = 0, sd = 0 } = model.predict(trial) ?? {}
      expect(Number.isNaN(mean) || !Number.isFinite(sd)).toBe(false)
    }
  }
})
