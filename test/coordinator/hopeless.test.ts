import { expect, test } from 'vitest'
import { whyHopeless } from '../../src/coordinator/hopeless.ts'
import { createBook } from '../../src/run/book.ts'
import type { Cause } from '../../src/trial/job.ts'
import { header, someSweep } from './simulate.ts'

const at = '2026-01-01T22:00:00.000Z'
const metrics = { accuracy: 0.5, balancedAccuracy: 0.5, macroF1: 0.5, logLoss: 0.5 }

type Ending = Cause | 'completed' | 'running' | 'gotOn' | 'scoredThenFailed'

/** A run whose trials ended like this, in the order of their numbers. */
function runOf(endings: readonly Ending[]) {
  const { state, apply } = createBook()
  for (const event of header(someSweep())) apply(event)
  const done = { status: 'done', metrics, bestEpoch: 1, epochs: 1, seconds: 1 } as const
  for (const [trial, ending] of endings.entries()) {
    apply({ type: 'trialStarted', at, trial, config: {}, origin: 'sampler' })
    if (ending === 'running') continue
    const hasScore = ending === 'completed' || ending === 'gotOn' || ending === 'scoredThenFailed'
    if (hasScore) apply({ type: 'foldEnded', at, trial, fold: 0, outcome: done })
    if (ending === 'gotOn') continue
    const cause = ending === 'completed' || ending === 'scoredThenFailed' ? 'error' : ending
    const how =
      ending === 'completed'
        ? { state: ending, reason: '' }
        : { state: 'failed' as const, reason: `${trial} broke`, cause }
    apply({ type: 'trialEnded', at, trial, ...how })
  }
  return state
}

const times = (count: number, ending: Ending): Ending[] => Array(count).fill(ending)

test.each<[string, Ending[], boolean]>([
  ['nothing ended yet', [], false],
  ['nine', times(9, 'error'), false],
  ['ten', times(10, 'error'), true],
  ['ten, of two causes', [...times(5, 'error'), ...times(5, 'badData')], true],
  ['ten after a good one', ['completed', ...times(10, 'error')], true],
  ['a good one among them, by its number', [...times(5, 'error'), 'completed', ...times(5, 'error')], false],
  ['a good one after them, by its number', [...times(10, 'error'), 'completed'], false],
  ['while an earlier one has got on', ['gotOn', ...times(10, 'error')], false],
  ['while others have not begun to train', ['running', ...times(10, 'error'), 'running'], true],
  ['one of them had a finished fold', [...times(9, 'error'), 'scoredThenFailed'], false],
  ['they diverged', times(20, 'diverged'), false],
  ['their process died', times(20, 'lost'), false],
  ['memory was short', times(20, 'outOfMemory'), false],
])('%s', (_, endings, isHopeless) => {
  expect(whyHopeless(runOf(endings), 0) !== undefined).toBe(isHopeless)
})

test('trials of an earlier session do not count: it may have been repaired since', () => {
  expect(whyHopeless(runOf(times(12, 'error')), 5)).toBeUndefined()
})

test('tells the last reason', () => {
  expect(whyHopeless(runOf(times(10, 'error')), 0)).toContain('the last: 9 broke')
})
