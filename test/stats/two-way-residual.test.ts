import { expect, test } from 'vitest'
import { twoWayResidual } from '../../src/stats/two-way-residual.ts'

// NumPy: R = Y - Y.mean(1)[:, None] - Y.mean(0) + Y.mean(); sqrt((R ** 2).sum() / 4)
test('as NumPy computes it', () => {
  const { deviation, degrees } = twoWayResidual([
    [0.5, 0.6, 0.55],
    [0.52, 0.58, 0.6],
    [0.4, 0.5, 0.43],
  ])
  expect(deviation).toBeCloseTo(0.023804761428476182, 12)
  expect(degrees).toBe(4)
})

test('rows that are parallel leave nothing', () => {
  const { deviation, degrees } = twoWayResidual([
    [1, 2, 4],
    [3, 4, 6],
  ])
  expect(deviation).toBeCloseTo(0, 12)
  expect(degrees).toBe(2)
})

test('one row or one column tells nothing', () => {
  expect(twoWayResidual([[1, 2, 3]]).degrees).toBe(0)
  expect(twoWayResidual([[1], [2]]).degrees).toBe(0)
  expect(twoWayResidual([]).degrees).toBe(0)
})
