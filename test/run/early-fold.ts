import type { RunEvent } from '../../src/run/event.ts'
import { metricsOf } from '../leaderboard/some-run.ts'
import { at } from './beginning.ts'

/** The events of a fold with early stopping, by its score after each epoch. */
function earlyFold(trial: number, fold: number, scores: readonly number[]): RunEvent[] {
  const best = Math.max(...scores)
  return [
    { type: 'foldStarted', at, trial, fold, attempt: 1 },
    ...scores.map(
      (score, i): RunEvent => ({
        type: 'report',
        at,
        trial,
        fold,
        epoch: i + 1,
        epochs: 9,
        stage: 'head',
        trainLoss: 1,
        metrics: metricsOf(score),
        seconds: 1,
      }),
    ),
    {
      type: 'foldEnded',
      at,
      trial,
      fold,
      outcome: {
        status: 'done',
        metrics: metricsOf(best),
        bestEpoch: scores.indexOf(best) + 1,
        earlyStopping: true,
        epochs: scores.length,
        seconds: 9,
      },
    },
  ]
}

/** A trial of two folds, each of which finds another epoch best. */
export const earlyTrial = (trial: number): RunEvent[] => [
  { type: 'trialStarted', at, trial, config: { dropout: trial }, origin: 'sampler' },
  ...earlyFold(trial, 0, [0.5, 0.9, 0.6]),
  ...earlyFold(trial, 1, [0.8, 0.4, 0.7]),
]
