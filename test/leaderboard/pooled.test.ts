import { expect, test } from 'vitest'
import { intervalOf } from '../../src/leaderboard/interval.ts'
import { leaderboard } from '../../src/leaderboard/rank.ts'
import { stateOf } from '../../src/run/book.ts'
import type { RunEvent } from '../../src/run/event.ts'
import { packTrials, unpackTrials } from '../../src/store/pack-trials.ts'
import { allMetrics } from '../../src/trial/metrics/index.ts'
import { addedUp, type ClassCounts, effectiveImages } from '../../src/trial/metrics/predictions.ts'
import { at, dataEvent, runEvent, sessionEvent } from '../run/beginning.ts'
import { metricsOf } from './some-run.ts'

/** Three classes, two images of each in a fold. */
const folds: ClassCounts[] = [
  { right: [2, 1, 1], predicted: [3, 2, 1], actual: [2, 2, 2] },
  { right: [1, 2, 0], predicted: [2, 3, 1], actual: [2, 2, 2] },
]
const f1 = (counts: ClassCounts) => allMetrics.macroF1.ofCounts?.(counts) ?? Number.NaN

function run(told: readonly (ClassCounts | undefined)[], scores = folds.map(f1)): RunEvent[] {
  return [
    runEvent({ metric: 'macroF1', goal: 'maximize' }),
    dataEvent(2, { images: 12 }),
    sessionEvent(),
    { type: 'trialStarted', at, trial: 0, config: {}, origin: 'sampler' },
    ...told.map((counts, fold): RunEvent => {
      const metrics = metricsOf(scores[fold] ?? 0)
      const rest = { bestEpoch: 1, epochs: 1, seconds: 1, ...(counts === undefined ? {} : { counts }) }
      return { type: 'foldEnded', at, trial: 0, fold, outcome: { status: 'done', metrics, ...rest } }
    }),
    { type: 'trialEnded', at, trial: 0, state: 'completed', reason: '' },
  ]
}

test('macro-F1 of all folds at once, as scikit-learn computes it', () => {
  // f1_score of the twelve images, average='macro': (6/9 + 6/9 + 2/6)/3
  const pooled = (2 / 3 + 2 / 3 + 1 / 3) / 3
  expect(f1(addedUp(folds))).toBeCloseTo(pooled, 12)
  const state = stateOf(run(folds))
  const [row] = leaderboard(state).trials
  expect(row?.mean).toBeCloseTo(pooled, 12)
  expect(row?.predicted).toBeCloseTo(pooled, 12)
  expect(state.best?.mean).toBeCloseTo(pooled, 12)
  expect(row?.low).toBeLessThan(pooled)
  expect(row?.high).toBeGreaterThan(pooled)
})

test('the mean of the folds where one has told no counts, or those of another epoch', () => {
  const mean = folds.map(f1).reduce((sum, value) => sum + value, 0) / 2
  for (const told of [
    [folds[0], undefined],
    [folds[1], folds[0]],
  ])
    expect(leaderboard(stateOf(run(told))).trials[0]?.mean).toBeCloseTo(mean, 12)
})

test('counts outlive a checkpoint', () => {
  const state = stateOf(run(folds))
  const { packed, scoredRows } = packTrials(state)
  expect(unpackTrials(packed, scoredRows).trials).toEqual(state.trials)
})

test('a rare class makes shares by class less certain', () => {
  expect(effectiveImages({ actual: [50, 50] })).toBe(100)
  expect(effectiveImages({ actual: [90, 10] })).toBeCloseTo(36, 9)
  expect(effectiveImages({ actual: [90, 10, 0] })).toBeCloseTo(36, 9)
  const trial = stateOf(run(folds)).trials[0]
  const basis = { objective: { metric: 'macroF1', goal: 'maximize' }, k: 2, images: 12 } as const
  const known = trial && intervalOf(trial, basis)
  const old = stateOf(run([undefined, undefined])).trials[0]
  // Without counts it is Nadeau and Bengio's, which two folds leave wide open.
  expect(known?.low).toBeGreaterThan(0)
  expect(old && intervalOf(old, basis)?.low).toBe(0)
})
