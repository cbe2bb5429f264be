import { expect, test } from 'vitest'
import { normalBelow, normalDensity } from '../../src/stats/normal.ts'

// scipy.special.ndtr (SciPy 1.17.1)
test.each([
  [-40, 0],
  [-10, 7.619853024160527e-24],
  [-7.2, 3.010627981117452e-13],
  [-5, 2.866515718791939e-7],
  [-1.5, 0.06680720126885806],
  [-0.1, 0.460172162722971],
  [0, 0.5],
  [0.3, 0.6179114221889526],
  [1.96, 0.9750021048517795],
  [3, 0.9986501019683699],
  [9, 1],
])('below %d', (z, chance) => {
  if (chance === 0) expect(normalBelow(z)).toBe(0)
  else expect(normalBelow(z) / chance).toBeCloseTo(1, 7)
})

test('density', () => {
  expect(normalDensity(0)).toBeCloseTo(0.3989422804014327, 15)
  expect(normalDensity(-2)).toBeCloseTo(0.05399096651318806, 15)
})

test('what is no number stays none', () => {
  expect(normalBelow(Number.NaN)).toBeNaN()
})
