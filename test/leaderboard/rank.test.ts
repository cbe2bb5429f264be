import { expect, test } from 'vitest'
import { bestOf } from '../../src/leaderboard/best.ts'
import { countsOf } from '../../src/leaderboard/counts.ts'
import { leaderboard } from '../../src/leaderboard/rank.ts'
import { runWith } from './some-run.ts'

const good = [0.91, 0.89, 0.93, 0.9, 0.92]
const near = [0.9, 0.88, 0.91, 0.9, 0.89]
const bad = [0.51, 0.49, 0.53, 0.5, 0.52]

test('the promised shape', () => {
  const state = runWith([{ config: { batchSize: 16 }, scores: [0.8, 0.6] }], 'accuracy', 2)
  expect(leaderboard(state)).toEqual({
    run: 'flowers',
    metric: 'accuracy',
    goal: 'maximize',
    folds: { k: 2, hash: 'h' },
    trials: [
      {
        rank: 1,
        trial: 0,
        state: 'completed',
        config: { batchSize: 16 },
        mean: expect.closeTo(0.7),
        low: 0,
        high: 1,
        foldScores: [0.8, 0.6],
        tie: false,
        epochs: 2,
        seconds: 6,
        reason: '',
      },
    ],
  })
})

test('ranks by mean; the interval and the ties are those of SciPy', () => {
  const { trials } = leaderboard(runWith([{ scores: bad }, { scores: near }, { scores: good }]))
  expect(trials.map(({ trial, rank, tie }) => [trial, rank, tie])).toEqual([
    [2, 1, true],
    [1, 2, true], // t = 1.8304, p = 0.1412
    [0, 3, false],
  ])
  expect(trials[0]?.low).toBeCloseTo(0.8805513525778366, 9)
  expect(trials[0]?.high).toBeCloseTo(0.9394486474221633, 9)
})

test('a small but constant difference is no tie, however wide the intervals', () => {
  const { trials } = leaderboard(runWith([{ scores: good }, { scores: good.map(score => score - 0.01) }]))
  expect(trials.map(({ tie }) => tie)).toEqual([false, false])
})

test('a trial better than a tied one is tied too, however even its distance from the best', () => {
  const even = good.map(score => score - 0.01)
  const uneven = good.map((score, fold) => score - (fold === 0 ? 0.1 : 0))
  const { trials } = leaderboard(
    runWith([{ scores: good }, { scores: even }, { scores: uneven }, { scores: bad }]),
  )
  expect(trials.map(({ trial, tie }) => [trial, tie])).toEqual([
    [0, true],
    [1, true],
    [2, true],
    [3, false],
  ])
})

test('equal means rank by trial number', () => {
  const { trials } = leaderboard(runWith([{ scores: bad }, { scores: good }, { scores: good }]))
  expect(trials.map(({ trial, rank, tie }) => [trial, rank, tie])).toEqual([
    [1, 1, true],
    [2, 2, true],
    [0, 3, false],
  ])
})

test('a minimised metric ranks the lowest first, and is not cut at 1', () => {
  const { trials } = leaderboard(runWith([{ scores: [2, 1, 3, 2, 2] }, { scores: bad }], 'logLoss'))
  expect(trials.map(({ trial }) => trial)).toEqual([1, 0])
  expect(trials[1]?.high).toBeGreaterThan(2)
})

test('unfinished trials have no rank: running, pruned, failed, each by what it reached', () => {
  const { trials } = leaderboard(
    runWith([
      { state: 'failed', reason: 'fold 1: broke' },
      { state: 'pruned', reason: 'worse', reported: [0.3, 0.6] },
      { state: 'pruned', reason: 'worse', scores: [0.5], reported: [0.4] },
      { state: 'pruned', reason: 'worse', reported: [0.7, 0.2] },
      { state: 'running', scores: [0.99] },
      { state: 'running' },
      { scores: bad },
    ]),
  )
  expect(trials.map(({ trial }) => trial)).toEqual([6, 4, 5, 2, 3, 1, 0])
  expect(trials.map(({ rank }) => rank)).toEqual([1, null, null, null, null, null, null])
  expect(trials[1]).toMatchObject({
    mean: 0.99,
    low: null,
    high: null,
    foldScores: [0.99, null, null, null, null],
  })
  expect(trials.at(-1)).toMatchObject({ mean: null, reason: 'fold 1: broke', epochs: 0, seconds: 0 })
})

test('the best is the completed trial with the best mean; a lucky running one does not count', () => {
  const state = runWith([{ scores: bad }, { scores: good }, { state: 'running', scores: [0.99] }])
  expect(bestOf(state)?.trial.number).toBe(1)
  expect(bestOf(state)?.mean).toBeCloseTo(0.91)
  expect(bestOf(runWith([{ state: 'failed' }]))).toBeUndefined()
  expect(bestOf(runWith([{ scores: bad }, { scores: good }], 'logLoss'))?.trial.number).toBe(0)
})

test('counts', () => {
  const state = runWith([
    { scores: bad },
    { state: 'running', scores: [0.5, 0.5] },
    { state: 'failed' },
    { state: 'paused', scores: [0.5] },
  ])
  expect(countsOf(state)).toEqual({
    trials: 4,
    running: 1,
    paused: 1,
    completed: 1,
    pruned: 0,
    failed: 1,
    foldsDone: 8,
  })
})

test('an empty run has an empty leaderboard', () => {
  expect(leaderboard(runWith([])).trials).toEqual([])
})
