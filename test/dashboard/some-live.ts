import type { Live } from '../../src/dashboard/live.ts'
import { viewOf } from '../../src/dashboard/view.ts'
import { stateOf } from '../../src/run/book.ts'
import type { RunEvent } from '../../src/run/event.ts'
import type { RunState } from '../../src/run/state.ts'
import { at, eventsWith, metricsOf, runWith } from '../leaderboard/some-run.ts'
import { journalSweep } from '../run/beginning.ts'

export const live: Live = {
  workers: { total: 2, busy: 2 },
  plannedTrials: 10,
  loadPercent: 93.4,
  memoryBytes: 1.5e9,
}
export const later = (seconds: number) => new Date(Date.parse(at) + seconds * 1000)

/** Two completed trials, a pruned and a failed one, and one that runs: two folds of it are done, two are being trained. */
export function someState(...more: readonly RunEvent[]): RunState {
  const config = (learningRate: number, optimizer: string) => ({
    backbone: 'MobileNetV2',
    learningRate,
    optimizer,
  })
  const events = eventsWith([
    { config: config(0.001, 'adam'), scores: [0.9, 0.92, 0.91, 0.93, 0.94] },
    { config: config(0.02, 'sgd'), scores: [0.7, 0.71, 0.72, 0.7, 0.69] },
    {
      config: config(0.5, 'sgd'),
      scores: [0.3],
      state: 'pruned',
      reason: 'accuracy 0.3 below the median 0.8',
    },
    { config: config(0.9, 'sgd'), state: 'failed', reason: 'fold 1: loss is\nnot a number' },
    { config: config(0.003, 'adam'), scores: [0.8, 0.82], reported: [0.2, 0.5, 0.7], state: 'running' },
  ])
  const last: RunEvent = { type: 'foldStarted', at, trial: 4, fold: 3, attempt: 1 }
  return withSweep(stateOf([...events, last, ...more]))
}

export function withSweep(state: RunState): RunState {
  const choice = { kind: 'choice', values: ['a'] } as const
  const space = { backbone: choice, learningRate: choice, optimizer: choice }
  return { ...state, sweep: journalSweep({ space }) }
}

export const someView = () => viewOf(someState(), live, later(125))

export { at, metricsOf, runWith }
