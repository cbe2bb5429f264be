import { expect, test } from 'vitest'
import { estimate } from '../../src/leaderboard/estimates.ts'
import { fitFoldModel } from '../../src/stats/fold-model/fold-model.ts'

/** Losses of twelve trials on three folds of 100 images each; the last ones lack folds. */
const rows = Array.from({ length: 12 }, (_, i) => {
  const loss = -0.7 - ((i * 5) % 12) / 60
  return [0, 1, 2].map(fold =>
    i > 9 && fold > 0 ? Number.NaN : loss + fold / 100 + ((i * 7 + fold * 3) % 5) / 200,
  )
})
const losses = Float64Array.from(rows.flat())
const offsets = new Float64Array(rows.length)
const estimates = estimate({ losses, k: 3, images: 100, offsets })

test('a complete trial is drawn to the median by what of the spread is chance', () => {
  const { noise, spread, observe } = fitFoldModel({ losses, k: 3, images: 100 })
  const means = rows.map((_, row) => observe(row)?.mean ?? Number.NaN).sort((a, b) => a - b)
  const median = ((means[5] ?? 0) + (means[6] ?? 0)) / 2
  const v = noise ** 2 * (1 / 3 + 0.1)
  const w = spread ** 2 / (spread ** 2 + v)
  const [first] = rows
  const mean = (first ?? []).reduce((sum, loss) => sum + loss, 0) / 3
  expect(estimates.merit(0)?.mean).toBeCloseTo(median + w * (mean - median), 12)
  expect(estimates.merit(0)?.sd).toBeCloseTo(Math.sqrt((spread ** 2 * v) / (spread ** 2 + v)), 12)
  expect(estimates.predicted(0)).toBeCloseTo(mean, 12)
})

test('one that lacks folds is known less well, and drawn further', () => {
  const [complete, partial] = [estimates.merit(0), estimates.merit(10)]
  expect(partial?.sd).toBeGreaterThan(complete?.sd ?? Number.NaN)
  expect(estimates.predicted(10)).toBeCloseTo(
    fitFoldModel({ losses, k: 3, images: 100 }).predict(10)?.mean ?? Number.NaN,
    12,
  )
})

test('what is computed from all folds together moves both by as much', () => {
  const moved = estimate({ losses, k: 3, images: 100, offsets: offsets.map((_, i) => (i === 0 ? -0.02 : 0)) })
  expect(moved.predicted(0)).toBeCloseTo((estimates.predicted(0) ?? 0) - 0.02, 12)
  expect(moved.merit(0)?.mean).toBeCloseTo((estimates.merit(0)?.mean ?? 0) - 0.02, 12)
})

test('one fold of who knows how many images tells nothing of chance', () => {
  const single = { losses: Float64Array.of(1, 2, 3), k: 1, offsets: new Float64Array(3) }
  expect(estimate({ ...single, images: undefined }).merit(0)).toBeUndefined()
  expect(estimate({ ...single, images: undefined }).predicted(0)).toBe(1)
  expect(estimate({ losses: Float64Array.of(-0.9, -0.8), k: 1, offsets, images: 50 }).merit(0)).toBeDefined()
})
