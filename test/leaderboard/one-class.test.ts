import { expect, test } from 'vitest'
import { oneClassSentence } from '../../src/commands/one-class-sentence.ts'
import { isOneClass } from '../../src/leaderboard/one-class.ts'
import { measure } from '../../src/trial/metrics/index.ts'
import { predictionsOf } from '../../src/trial/metrics/predictions.ts'
import { runWith } from './some-run.ts'

/** The metrics of these guesses, class by class. */
function metricsOf(guesses: readonly number[], labels: readonly number[], classes: number) {
  const probabilities = new Float32Array(labels.length * classes).fill(0.1)
  for (const [row, guess] of guesses.entries()) probabilities[row * classes + guess] = 0.8
  return measure(predictionsOf(probabilities, labels, classes))
}

test.each([
  [[0, 0, 0, 0], [0, 1, 0, 1], 2],
  [[1, 1, 1, 1, 1], [0, 1, 0, 0, 0], 2],
  [[2, 2, 2, 2, 2, 2], [0, 0, 1, 1, 2, 2], 3],
  [[1, 1, 1, 1, 1, 1], [0, 1, 1, 1, 1, 4], 5],
])('%j for %j is one class only', (guesses, labels, classes) => {
  expect(isOneClass(metricsOf(guesses, labels, classes))).toBe(true)
})

test.each([
  ['chance', [0, 1, 0, 1], [0, 0, 1, 1], 2],
  ['all right', [0, 1, 2], [0, 1, 2], 3],
  ['one class right, the others mixed up', [0, 0, 2, 2, 1, 1], [0, 0, 1, 1, 2, 2], 3],
  ['nothing right', [1, 0], [0, 1], 2],
])('%s is not', (_, guesses, labels, classes) => {
  expect(isOneClass(metricsOf(guesses, labels, classes))).toBe(false)
})

test('the board names the trials', () => {
  const state = runWith([{ scores: [0.5, 0.5] }, { scores: [0.8, 0.9] }])
  const [first] = state.trials
  const constant = metricsOf([0, 0, 0, 0], [0, 1, 0, 1], 2)
  const folds = first?.folds.map(fold => fold && { ...fold, metrics: constant }) ?? []
  expect(oneClassSentence({ trials: first ? [{ ...first, folds }] : [] })).toContain('by 1 trial (0)')
  expect(oneClassSentence(state)).toBe('')
})
