import { expect, test } from 'vitest'
import { signedRank } from '../../src/stats/signed-rank.ts'

test('all above zero: one choice of signs of 2ⁿ', () => {
  expect(signedRank([0.1, 0.2, 0.3, 0.4])).toBe(1 / 16)
  expect(signedRank([3, 1, 2, 5, 4])).toBe(1 / 32)
  expect(signedRank([1])).toBe(1 / 2)
})

test('by hand: of four, a rank sum of 6 or more has 7 of 16 choices', () => {
  expect(signedRank([1, 2, 3, -4])).toBe(7 / 16)
  expect(signedRank([-1, -2, -3, -4])).toBe(1)
})

test('equal distances share their ranks', () => {
  // Ranks 2, 2, 2, 4; the sum is 8: {4, two of the 2s} is 8 (3 choices), all is 10 (1 choice).
  expect(signedRank([1, -1, 1, 2])).toBe(4 / 16)
})

test('half of the ranks of zeros count whatever the signs', () => {
  // The zero has rank 1 and decides nothing: of 2, 3 and 4 a sum of 7 or more has 7 and 9.
  expect(signedRank([0, -0.1, 0.2, 0.3])).toBe(2 / 8)
  expect(signedRank([0, 0, 0])).toBe(1)
  expect(signedRank([])).toBe(1)
})

// scipy.stats.wilcoxon(d, alternative='greater', method='exact').pvalue, SciPy 1.17.1
const exact: [number[], number][] = [
  [[0.3, -0.1, 0.5, 0.2, 0.4], 0.0625],
  [[0.02, 0.01, -0.03, 0.05, 0.04, 0.06, -0.015], 0.109375],
  [[-1, 2, 3.5, -4.25, 5, 6, 7.1, -8.2, 9.3, 10], 0.080078125],
]
test.each(exact)('as SciPy counts it: %j', (differences, chance) => {
  expect(signedRank(differences)).toBeCloseTo(chance, 12)
})

// scipy.stats.wilcoxon(d, alternative='greater', method='asymptotic', correction=False).pvalue
test('many differences: the normal distribution, also with ties', () => {
  const many = Array.from({ length: 60 }, (_, i) => (((i * 37) % 101) - 45) / 10)
  expect(signedRank(many)).toBeCloseTo(0.13235409597396175, 6)
  expect(signedRank(many.map(value => Math.trunc(value) || 0.5))).toBeCloseTo(0.0811681427189207, 6)
})
