import { sampleVariance } from 'simple-statistics'
import { expect, test } from 'vitest'
import { rateError } from '../../src/stats/rate-error.ts'

const errorOf = (scores: readonly number[], images: number) =>
  rateError({
    mean: scores.reduce((sum, score) => sum + score, 0) / scores.length,
    variance: sampleVariance([...scores]),
    folds: scores.length,
    images,
  })

test('as the formula in NumPy', () => {
  const { error, degrees } = errorOf([0.91, 0.89, 0.93, 0.9, 0.92], 400)
  expect(error).toBeCloseTo(0.01591900193402053, 12)
  expect(degrees).toBe(12)
  expect(errorOf([0.8, 0.6], 20).error).toBeCloseTo(0.1466491349401559, 12)
})

test('right on every image is no certainty, and less so on few', () => {
  const [many, few] = [1500, 150].map(images => errorOf([1, 1, 1, 1, 1], images).error)
  expect(few).toBeCloseTo(0.006870372893780921, 12)
  expect(many).toBeGreaterThan(0)
  expect(few).toBeGreaterThan(many ?? Number.NaN)
})
