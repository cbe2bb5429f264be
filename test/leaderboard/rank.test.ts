import { expect, test } from 'vitest'
import { bestOf } from '../../src/leaderboard/best.ts'
import { countsOf } from '../../src/leaderboard/counts.ts'
import { leaderboard, outlook } from '../../src/leaderboard/rank.ts'
import { stateOf } from '../../src/run/book.ts'
import type { RunEvent } from '../../src/run/event.ts'
import { at, eventsWith, runWith } from './some-run.ts'

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
        origin: 'sampler',
        mean: expect.closeTo(0.7),
        low: expect.closeTo(0.36825660897696577, 9),
        high: 1,
        foldScores: [0.8, 0.6],
        repeatScores: [],
        predicted: expect.closeTo(0.7),
        tie: false,
        chanceOfBest: 1,
        shrunk: expect.closeTo(0.7),
        holdout: null,
        epochs: 2,
        seconds: 6,
        reason: '',
        cause: null,
      },
    ],
  })
})

test('ranks by mean; the interval is that of a rate on so many images, as in SciPy', () => {
  const { trials } = leaderboard(runWith([{ scores: bad }, { scores: near }, { scores: good }]))
  expect(trials.map(({ trial, rank, tie }) => [trial, rank, tie])).toEqual([
    [2, 1, true],
    [1, 2, true],
    [0, 3, false],
  ])
  expect(trials[0]?.low).toBeCloseTo(0.740617623993919, 9)
  expect(trials[0]?.high).toBe(1)
})

test('the chances are those of all trials together, and the best of them is expected to be a little worse', () => {
  const { trials } = leaderboard(runWith([{ scores: bad }, { scores: near }, { scores: good }]))
  const chances = trials.map(({ chanceOfBest }) => chanceOfBest ?? Number.NaN)
  expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 3)
  expect(chances).toEqual(chances.toSorted((a, b) => b - a))
  expect(chances[0]).toBeGreaterThan(0.5)
  const [first] = trials
  expect(first?.shrunk).toBeLessThan(first?.mean ?? Number.NaN)
  expect(first?.shrunk).toBeGreaterThan(0.8)
  expect(trials[2]).toMatchObject({ shrunk: null, tie: false })
})

test('a trial without all folds is told by what it would have over all of them', () => {
  // Fold 5 is much harder than the others.
  const hard = (scores: readonly number[]) => scores.map((score, fold) => score - (fold === 4 ? 0.3 : 0))
  const others = [0.9, 0.85, 0.8, 0.82, 0.88, 0.86].map(level => ({
    scores: hard(good.map(score => score - 0.91 + level)),
  }))
  const { trials } = leaderboard(
    runWith([...others, { state: 'paused', scores: [0.9] }, { state: 'paused', scores: [0.89, 0.88] }]),
  )
  const paused = trials.filter(({ state }) => state === 'paused')
  for (const row of paused) {
    expect(row.predicted).toBeLessThan((row.mean ?? Number.NaN) - 0.03)
    expect(row).toMatchObject({ rank: null, low: null })
  }
  expect(paused.map(({ predicted }) => predicted)).toEqual(
    paused.map(({ predicted }) => predicted ?? 0).toSorted((a, b) => b - a),
  )
})

test('a diverged trial is the last of the results, before those that failed', () => {
  const events = eventsWith([
    { state: 'failed', reason: 'fold 1: broke' },
    { state: 'pruned', scores: [0.4] },
    { scores: good },
  ])
  const diverged: RunEvent[] = [
    { type: 'trialStarted', at, trial: 3, config: {}, origin: 'sampler' },
    { type: 'trialEnded', at, trial: 3, state: 'failed', reason: 'fold 1: diverged', cause: 'diverged' },
  ]
  const { trials } = leaderboard(stateOf([...events, ...diverged]))
  expect(trials.map(({ trial, state, cause }) => [trial, state, cause])).toEqual([
    [2, 'completed', null],
    [1, 'pruned', null],
    [3, 'failed', 'diverged'],
    [0, 'failed', null],
  ])
})

test('what can be said of the top: how many folds would settle it, what is hidden, what more trials would bring', () => {
  const levels = [0.9, 0.88, 0.8, 0.82, 0.7, 0.76, 0.73, 0.85]
  const trials = levels.map(level => ({
    scores: good.map((score, i) => score - 0.91 + level + (i % 2) / 50),
  }))
  const { settle, unfinished, doubling } = outlook(runWith(trials))
  expect(settle?.trials).toEqual([0, 1])
  expect(unfinished).toBe(0)
  expect(doubling?.gain).toBeGreaterThan(0)
  const raced = outlook(runWith([...trials, { state: 'paused', scores: [0.95, 0.95] }]))
  expect(raced.unfinished).toBeGreaterThan(0.1)
  expect(outlook(runWith([{ scores: good }])).settle).toBeUndefined()
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
