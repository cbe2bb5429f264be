import { expect, test } from 'vitest'
import { confirmedSentence } from '../../src/commands/confirmed-sentence.ts'
import { againstBaseline } from '../../src/leaderboard/against-baseline.ts'
import { leaderboard } from '../../src/leaderboard/rank.ts'
import { stateOf } from '../../src/run/book.ts'
import type { RunEvent } from '../../src/run/event.ts'
import { at, eventsWith, metricsOf, type SomeTrial } from './some-run.ts'

const k = 3
const trials: SomeTrial[] = [
  { scores: [0.9, 0.92, 0.91] },
  { scores: [0.9, 0.91, 0.9] },
  { scores: [0.9, 0.9, 0.9] },
  { scores: [0.5, 0.51, 0.52] },
]

/** Folds of further splits, split by split. */
const repeats = (trial: number, ...scores: readonly number[]): RunEvent[] =>
  scores.map((score, i) => ({
    type: 'foldEnded',
    at,
    trial,
    fold: k + i,
    outcome: { status: 'done', metrics: metricsOf(score), bestEpoch: 1, epochs: 1, seconds: 1 },
  }))

const boardOf = (...more: readonly RunEvent[]) => {
  const state = stateOf([...eventsWith(trials, 'accuracy', k), ...more])
  return { state, board: leaderboard(state), order: leaderboard(state).trials.map(({ trial }) => trial) }
}

test('between finalists the mean over all folds decides; the others keep their places', () => {
  const { state, board, order } = boardOf(...repeats(0, 0.8, 0.8, 0.8), ...repeats(2, 0.9, 0.9, 0.9))
  expect(order).toEqual([2, 1, 0, 3])
  expect(state.best).toMatchObject({ trial: { number: 2 }, mean: expect.closeTo(0.9) })
  expect(board.trials.map(({ rank }) => rank)).toEqual([1, 2, 3, 4])
  expect(board.trials[2]).toMatchObject({
    foldScores: [0.9, 0.92, 0.91],
    repeatScores: [0.8, 0.8, 0.8],
    mean: expect.closeTo(0.855),
  })
  expect(confirmedSentence(board)).toBe(
    'Trials 2 and 0 were confirmed by 3 more folds each, on other splits: between them all folds decide.',
  )
  expect(againstBaseline(state)).toBeUndefined()
})

test('a repeat that is not complete, or that nobody else has, decides nothing', () => {
  expect(boardOf(...repeats(0, 0.1, 0.1)).order).toEqual([0, 1, 2, 3])
  expect(boardOf(...repeats(0, 0.1, 0.1, 0.1)).order).toEqual([0, 1, 2, 3])
  const lone = boardOf(...repeats(0, 0.9, 0.9, 0.9, 0.1, 0.1, 0.1), ...repeats(1, 0.8, 0.8, 0.8))
  expect(lone.order).toEqual([0, 1, 2, 3])
})

test('each further split decides between those that have it', () => {
  const [a, b] = [repeats(0, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8), repeats(1, 0.79, 0.79, 0.79, 0.95, 0.95, 0.95)]
  expect(boardOf(...a.slice(0, k), ...b.slice(0, k), ...repeats(2, 0.9, 0.9, 0.9)).order).toEqual([
    2, 0, 1, 3,
  ])
  expect(boardOf(...a, ...b, ...repeats(2, 0.9, 0.9, 0.9)).order).toEqual([2, 1, 0, 3])
})

test('more folds of the same images make the interval a little narrower', () => {
  const [before] = boardOf().board.trials
  const after = boardOf(...repeats(0, 0.9, 0.92, 0.91), ...repeats(1, 0.8, 0.8, 0.8)).board.trials[0]
  const width = (row: typeof before) => (row?.high ?? 0) - (row?.low ?? 0)
  expect(after?.trial).toBe(0)
  expect(width(after)).toBeLessThan(width(before))
  expect(width(after)).toBeGreaterThan(0.6 * width(before))
})

test('trials that were not trained on further splits do not look better for it, however bad the others are', () => {
  const rest = [0.9, 0.91, 0.89, 0.91, 0.9, 0.2, 0.18, 0.18, 0.16].map(score => ({
    scores: [score, score + 0.01, score - 0.01],
  }))
  const all = [
    { scores: [0.988, 0.887, 0.963] },
    { scores: [0.988, 0.9, 0.95] },
    { scores: [0.963, 0.863, 0.938] },
    ...rest,
  ]
  const splits = [
    ...repeats(0, 0.95, 0.975, 0.887, 0.938, 0.938, 0.963),
    ...repeats(1, 0.95, 0.975, 0.875, 0.925, 0.925, 0.975),
  ]
  const rows = leaderboard(stateOf([...eventsWith(all, 'accuracy', k), ...splits])).trials
  const [first, second, third] = rows.map(({ chanceOfBest }) => chanceOfBest ?? 0)
  expect(rows.slice(0, 3).map(({ trial }) => trial)).toEqual([0, 1, 2])
  expect(first).toBeGreaterThan(2 * (third ?? 1))
  expect(second).toBeGreaterThan(2 * (third ?? 1))
})
