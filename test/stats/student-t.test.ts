import { expect, test } from 'vitest'
import { studentT } from '../../src/stats/student-t.ts'

// scipy.stats.t.ppf (SciPy 1.17.1)
const table: [probability: number, quantiles: Record<number, number>][] = [
  [0.6, { 1: 0.324919696233, 2: 0.288675134595, 4: 0.270722294708, 30: 0.255605364952 }],
  [0.9, { 1: 3.07768353718, 2: 1.88561808316, 4: 1.53320627406, 30: 1.31041502539 }],
  [0.975, { 1: 12.7062047362, 2: 4.30265272975, 4: 2.7764451052, 30: 2.0422724563 }],
  [0.9995, { 1: 636.619248769, 2: 31.5990545764, 4: 8.61030158138, 30: 3.64595863504 }],
]

test.each(table)('quantiles at %d', (probability, quantiles) => {
  for (const [degrees, value] of Object.entries(quantiles)) {
    expect(studentT(probability, Number(degrees)) / value).toBeCloseTo(1, 9)
    expect(studentT(1 - probability, Number(degrees)) / -value).toBeCloseTo(1, 7)
  }
})

test('tends to the normal quantile', () => {
  expect(studentT(0.975, 100_001)).toBeCloseTo(1.959964, 4)
})

test('the middle is zero', () => {
  expect(studentT(0.5, 3)).toBeCloseTo(0, 12)
})

test.each([
  [0, 3],
  [1, 3],
  [0.9, 0],
  [0.9, 2.5],
])('refuses probability %d with %d degrees', (probability, degrees) => {
  expect(() => studentT(probability, degrees)).toThrow(RangeError)
})
