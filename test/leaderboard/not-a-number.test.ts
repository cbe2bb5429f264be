import { expect, test } from 'vitest'
import { bestOf } from '../../src/leaderboard/best.ts'
import { leaderboard } from '../../src/leaderboard/rank.ts'
import { runWith } from './some-run.ts'

const odd = [Number.NaN, 0.9]

test('a mean that is not a number ranks last, wherever it comes', () => {
  const trials = [odd, [0.5, 0.5], odd, [0.7, 0.7], [0.6, 0.6]].map(scores => ({ scores }))
  const state = runWith(trials, 'accuracy', 2)
  expect(leaderboard(state).trials.map(({ trial }) => trial)).toEqual([3, 4, 1, 0, 2])
  expect(bestOf(state)?.trial.number).toBe(3)
  expect(state.best?.trial.number).toBe(3)
})

test('so does what an unfinished trial has reached', () => {
  const trials = [[Number.NaN], [0.2], [Number.NaN, 0.4], [0.3]].map(reported => ({
    state: 'pruned' as const,
    reported,
  }))
  expect(leaderboard(runWith(trials, 'accuracy', 2)).trials.map(({ trial }) => trial)).toEqual([2, 3, 1, 0])
})
