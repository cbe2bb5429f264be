import { expect, test } from 'vitest'
import { conclusion } from '../../src/commands/conclusion.ts'
import { stateOf } from '../../src/run/book.ts'
import type { RunEvent } from '../../src/run/event.ts'
import { finished, someEvents } from './some-runs.ts'

const at = '2026-01-01T22:00:00Z'

test('a sweep with a completed trial is done', () => {
  const { code, text } = conclude(someEvents(finished))
  expect(code).toBe(0)
  expect(text).toMatch(/^Best: trial 1[\s\S]*nightsweep leaderboard flowers$/)
})

test('a sweep in which every trial failed has failed', () => {
  const { code, text } = conclude([
    ...someEvents().slice(0, 3),
    { at, type: 'trialStarted', trial: 0, config: {}, origin: 'sampler' },
    { at, type: 'trialEnded', trial: 0, state: 'failed', reason: 'fold 1: no weights' },
    { at, ...finished },
  ])
  expect(code).toBe(1)
  expect(text).toContain('No trial was completed')
})

function conclude(events: readonly RunEvent[]) {
  return conclusion(stateOf(events), 'runs/flowers', { runs: 'runs' })
}
