import { expect, test } from 'vitest'
import { createBook, stateOf } from '../../src/run/book.ts'
import type { RunState } from '../../src/run/state.ts'
import { at, dataEvent, runEvent, sessionEvent } from './beginning.ts'
import { earlyTrial } from './early-fold.ts'

const beginning = [runEvent({ scoring: 'crossFitted' }), dataEvent(2), sessionEvent()]
const scoresOf = ({ trials }: RunState) => trials[0]?.folds.map(fold => fold?.metrics?.accuracy)

test('folds with early stopping are scored at the epoch that the others choose', () => {
  expect(scoresOf(stateOf([...beginning, ...earlyTrial(0)]))).toEqual([0.5, 0.4])
})

test('a score changes when another fold ends, and so does the best mean', () => {
  const { state, apply } = createBook()
  const events = [...beginning, ...earlyTrial(0)]
  for (const event of events.slice(0, -1)) apply(event)
  expect(scoresOf(state)).toEqual([0.6, undefined])
  for (const event of events.slice(-1)) apply(event)
  expect(scoresOf(state)).toEqual([0.5, 0.4])
  expect(state.best).toBeUndefined()
  apply({ type: 'trialEnded', at, trial: 0, state: 'completed', reason: '' })
  expect(state.best?.mean).toBeCloseTo(0.45)
})

test('an older run keeps the scores that it told', () => {
  const [, ...rest] = beginning
  expect(scoresOf(stateOf([runEvent(), ...rest, ...earlyTrial(0)]))).toEqual([0.9, 0.8])
})
