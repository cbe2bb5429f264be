import { stateOf } from '../../src/run/book.ts'
import type { RunEvent } from '../../src/run/event.ts'
import type { RunState } from '../../src/run/state.ts'
import type { MetricName, Metrics } from '../../src/trial/recipe.ts'
import type { TrialState } from '../../src/trial/trial.ts'
import { at, dataEvent, runEvent, sessionEvent } from '../run/beginning.ts'

export { at }

/** Metrics that are all the same number. */
export function metricsOf(value: number): Metrics {
  return { accuracy: value, balancedAccuracy: value, macroF1: value, logLoss: value }
}

export interface SomeTrial {
  readonly config?: Record<string, string | number>
  readonly state?: TrialState
  readonly reason?: string
  /** Scores of finished folds. */
  readonly scores?: readonly number[]
  /** Scores after each epoch of one more fold that is not finished. */
  readonly reported?: readonly number[]
}

/** The state of a run with the given trials, by way of its events. */
export const runWith = (...run: Parameters<typeof eventsWith>): RunState => stateOf(eventsWith(...run))

/** The events of a run with the given trials. */
export function eventsWith(trials: readonly SomeTrial[], metric: MetricName = 'accuracy', k = 5): RunEvent[] {
  const goal = metric === 'logLoss' ? 'minimize' : 'maximize'
  return [runEvent({ metric, goal }), dataEvent(k), sessionEvent(), ...trials.flatMap(eventsOf)]
}

function eventsOf(trial: SomeTrial, number: number): RunEvent[] {
  const { config = {}, state = 'completed', reason = '', scores = [], reported = [] } = trial
  const report = (fold: number, score: number, epoch: number): RunEvent => ({
    type: 'report',
    at,
    trial: number,
    fold,
    epoch,
    epochs: 4,
    stage: 'head',
    trainLoss: 1,
    metrics: metricsOf(score),
    seconds: 2,
  })
  const started = (fold: number): RunEvent => ({ type: 'foldStarted', at, trial: number, fold, attempt: 1 })
  const done = (score: number, fold: number): RunEvent[] => [
    started(fold),
    report(fold, score, 1),
    {
      type: 'foldEnded',
      at,
      trial: number,
      fold,
      outcome: { status: 'done', metrics: metricsOf(score), bestEpoch: 1, epochs: 1, seconds: 3 },
    },
  ]
  const next = scores.length
  return [
    { type: 'trialStarted', at, trial: number, config, origin: 'sampler' },
    ...scores.flatMap(done),
    ...(reported.length > 0
      ? [started(next), ...reported.map((score, i) => report(next, score, i + 1))]
      : []),
    ...ending(number, state, reason),
  ]
}

function ending(trial: number, state: TrialState, reason: string): RunEvent[] {
  if (state === 'running') return []
  return state === 'paused'
    ? [{ type: 'trialPaused', at, trial, reason }]
    : [{ type: 'trialEnded', at, trial, state, reason }]
}
