import { expect, test } from 'vitest'
import { runningFolds } from '../../src/dashboard/running-folds.ts'
import { stageOf } from '../../src/dashboard/stage.ts'
import { stateOf } from '../../src/run/book.ts'
import type { RunEvent } from '../../src/run/event.ts'
import { at, eventsWith } from '../leaderboard/some-run.ts'

const trials = [{ scores: [0.9, 0.92] }, { scores: [0.9, 0.91] }]
const started = (trial: number, fold: number): RunEvent => ({
  type: 'foldStarted',
  at,
  trial,
  fold,
  attempt: 1,
})
const stateWith = (...more: readonly RunEvent[]) => stateOf([...eventsWith(trials, 'accuracy', 2), ...more])

test('the screen says which repeat it is, and that the holdout is open', () => {
  expect(stageOf(stateWith())).toBeUndefined()
  const repeated = stateWith(started(0, 2), started(1, 2))
  expect(stageOf(repeated)).toEqual({ fraction: 0, text: 'finalists: repeat 1 of 1, trials 0, 1' })
  expect(runningFolds(repeated).map(({ name }) => name)).toEqual([
    'trial 0, repeat 1 fold 1/2',
    'trial 1, repeat 1 fold 1/2',
  ])
  const held = stateWith(started(0, -1))
  expect(stageOf(held)?.text).toBe('holdout: trained on all other images, then scored on 0')
  expect(runningFolds(held).map(({ name }) => name)).toEqual(['trial 0, holdout'])
})
