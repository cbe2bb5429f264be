import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createViewer, type View, viewOf } from '../../src/dashboard/view.ts'
import { leaderboard } from '../../src/leaderboard/rank.ts'
import { createBook } from '../../src/run/book.ts'
import type { RunEvent } from '../../src/run/event.ts'
import type { RunState } from '../../src/run/state.ts'
import { widthOf } from '../../src/text/width.ts'
import { eventsWith, type SomeTrial } from '../leaderboard/some-run.ts'
import { anyEvents } from '../run/events.ts'
import { at, later, live } from './some-live.ts'

/** Nothing is remembered of these trials. */
const afresh = (state: RunState): RunState => ({
  ...state,
  trials: state.trials.map(trial => ({ ...trial })),
})

const shown = ({ board, ...view }: View) => ({
  ...view,
  tones: board.tones,
  columns: board.columns.map(({ title, align, cells, one }) => ({ title, align, cells, width: one?.width })),
})

/** Looks at the run after every so many events, as the dashboard does, and now and then with a new memory. */
function expectSame(events: readonly RunEvent[], every: number): void {
  const { state, apply } = createBook()
  const viewer = createViewer()
  for (const [i, event] of events.entries()) {
    apply(event)
    if (i % every !== 0 && i < events.length - 1) continue
    const view = viewer(state, live, later(100))
    expect(leaderboard(state)).toEqual(leaderboard(afresh(state)))
    expect(shown(view)).toEqual(shown(viewOf(afresh(state), live, later(100))))
    for (const { title, cells, one } of view.board.columns)
      expect([title, one?.width]).toEqual([title, Math.max(0, ...cells.map(widthOf))])
  }
}

const times = fc.array(fc.nat(9), { minLength: 100, maxLength: 100 })

test('what is remembered from frame to frame shows what all of it would, whatever happens', () => {
  fc.assert(
    fc.property(anyEvents, times, fc.integer({ min: 1, max: 9 }), (events, seconds, every) => {
      const timed = events.map((event, i) => ({ ...event, at: later(seconds[i] ?? 0).toISOString() }))
      expectSame([...eventsWith([], 'accuracy', 3), ...timed], every)
    }),
    { numRuns: 60 },
  )
})

test('the same with many trials, few and many changes at a time', () => {
  const trials = Array.from({ length: 130 }, (_, i): SomeTrial => {
    const level = ((i * 37) % 101) / 101
    const scores = [level, level + ((i * 7) % 5) / 100]
    if (i % 5 === 1) return { state: 'pruned', scores: [level], reason: 'worse' }
    if (i % 17 === 2) return { state: 'paused', scores: [level], reason: 'waits' }
    return i > 126
      ? { state: 'running', reported: [level] }
      : { scores, config: { batchSize: 10 ** (i % 4) } }
  })
  const events = eventsWith(trials, 'accuracy', 2)
  for (const every of [9, 1000]) expectSame(events, every)
})

test('the last trials that ended are told, and whether each was the best until then', () => {
  const scores = [0.5, 0.7, 0.6, 0.8]
  const events = eventsWith(
    scores.map(score => ({ scores: [score, score] })),
    'accuracy',
    2,
  )
  const { state, apply } = createBook()
  for (const event of events) apply(event)
  expect(
    viewOf(state, live, later(1)).messages.map(({ tone, text, at: time }) => [time, tone, text]),
  ).toEqual([
    [at, 'best', 'trial 0 completed: accuracy 0.5000 ±0.337, new best'],
    [at, 'best', 'trial 1 completed: accuracy 0.7000 ±0.314, new best'],
    [at, 'plain', 'trial 2 completed: accuracy 0.6000 ±0.332'],
    [at, 'best', 'trial 3 completed: accuracy 0.8000 ±0.283, new best'],
  ])
})
