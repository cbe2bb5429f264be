import { expect, test } from 'vitest'
import type { Foresight } from '../../src/dashboard/forecast-text.ts'
import { viewOf } from '../../src/dashboard/view.ts'
import { stateOf } from '../../src/run/book.ts'
import { at, later, live, runWith, someState, someView } from './some-live.ts'

const cells = (view: ReturnType<typeof someView>, title: string) =>
  view.board.columns.find(column => column.title === title)?.cells

test('the leaderboard in words', () => {
  const view = someView()
  expect(view.board.columns.map(({ title }) => title)).toEqual(
    '# trial accuracy ± best folds backbone learningRate optimizer'.split(' '),
  )
  expect(cells(view, '#')).toEqual(['1', '2', 'running', 'pruned', 'failed'])
  expect(cells(view, 'accuracy')).toEqual([
    '0.9200',
    '0.7040',
    expect.stringMatching(/^~0\.[78]\d{3}$/),
    expect.stringMatching(/^~0\.[3-6]\d{3}$/),
    '–',
  ])
  expect(cells(view, 'folds')).toEqual(['5/5', '5/5', '2/5', '1/5', '0/5'])
  expect(cells(view, 'learningRate')).toEqual(['0.001', '0.02', '0.003', '0.5', '0.9'])
  expect(view.board.tones).toEqual(['best', 'plain', 'plain', 'dim', 'bad'])
})

test('running folds with stage, part and curve', () => {
  expect(someView().running).toEqual([
    { name: 'trial 4, fold 3/5', stage: 'head 3/4', fraction: 0.75, score: '0.7000', curve: [0.2, 0.5, 0.7] },
    { name: 'trial 4, fold 4/5', stage: 'starting', fraction: 0, score: '–', curve: [] },
  ])
})

test('what there will be when, as it was forecast; what has passed since is taken off', () => {
  const forecast: Foresight = {
    left: { low: 30, likely: 50, high: 80 },
    trials: { low: 10, likely: 10, high: 10 },
    planned: 10,
    endedBy: 'trials',
    at: later(120).toISOString(),
  }
  expect(viewOf(someState(), { ...live, forecast }, later(125)).time).toBe(
    '2m 05s, about 45s left (25s to 1m 15s)',
  )
  expect(viewOf(someState(), { ...live, forecast }, later(900)).time).toBe('15m 00s, about 0.0s left')
  expect(someView().time).toBe('2m 05s')
})

test('without a forecast the deadline is told; the bar shows what ends the sweep first', () => {
  const since = later(100).toISOString()
  const soon = { ...live, since, deadline: later(150).toISOString() }
  const view = viewOf(someState(), soon, later(125))
  expect(view.time).toMatch(/^25s, 25s left until \d\d:\d\d$/)
  expect(view.progress.fraction).toBeCloseTo(0.5)
  const late = { ...live, since, deadline: later(9999).toISOString() }
  expect(viewOf(someState(), late, later(125)).progress.fraction).toBeCloseTo((4 + 2.75 / 5) / 10)
})

test('the state of the machine and of the trials', () => {
  const view = someView()
  expect(view.engine).toBe('wasm · cpu · 2 of 2 workers busy · CPU 93 % · 1.4 GB')
  expect(view.facts).toBe('flowers · 20 images · 5 folds · accuracy (higher is better) · 2 classes: a, b')
  expect(view.progress.text).toBe('4/10 trials · 2 completed · 1 pruned · 1 failed · 1 running')
  // Four ended trials, and 2.75 of 5 folds of the fifth.
  expect(view.progress.fraction).toBeCloseTo((4 + 2.75 / 5) / 10)
  expect(view.work).toBeUndefined()
})

test('messages are single lines; the first completed trial and each better one is a new best', () => {
  const state = someState({ type: 'note', at: later(9).toISOString(), level: 'warning', text: 'hot' })
  expect(viewOf(state, live, later(10)).messages.map(({ tone, text }) => [tone, text])).toEqual([
    ['best', 'trial 0 completed: accuracy 0.9200 ±0.164, new best'],
    ['plain', 'trial 1 completed: accuracy 0.7040 ±0.236'],
    ['dim', 'trial 2 pruned: accuracy 0.3 below the median 0.8'],
    ['bad', 'trial 3 failed: fold 1: loss is not a number'],
    ['warning', 'hot'],
  ])
})

test('a loss is shown as it is, lower first', () => {
  const view = viewOf(runWith([{ scores: [0.5, 0.5] }, { scores: [0.2, 0.2] }], 'logLoss', 2), live, later(1))
  expect(cells(view, 'logLoss')).toEqual(['0.2000', '0.5000'])
  expect(view.facts).toContain('logLoss (lower is better)')
})

test('before the first event, and while images are decoded', () => {
  expect(viewOf(stateOf([]), live, later(0))).toMatchObject({ run: 'nightsweep', time: '', running: [] })
  const progress = { label: 'decoding images', done: 30, total: 120 }
  const begun = viewOf({ ...stateOf([]), name: 'x', startedAt: at }, { ...live, progress }, later(2))
  expect(begun).toMatchObject({
    status: { text: 'preparing' },
    time: '2.0s',
    work: { fraction: 0.25, text: 'decoding images: 30 of 120' },
  })
  const done = { ...live, progress: { ...progress, done: 120 } }
  expect(viewOf(stateOf([]), done, later(2)).work).toBeUndefined()
})

test('an interrupted run: what is left open is partial, nothing is busy', () => {
  const ended = { type: 'ended', at: later(60).toISOString(), state: 'interrupted' } as const
  const state = someState({ ...ended, reason: 'interrupted; resume goes on' })
  const view = viewOf(state, live, later(500))
  expect(view.status.text).toBe('interrupted; resume goes on')
  expect(view.time).toBe('1m 00s')
  expect(view.slots).toBe(0)
  expect(view.engine).toBe('wasm · cpu · 2 workers')
  expect(cells(view, '#')).toContain('partial')
})
