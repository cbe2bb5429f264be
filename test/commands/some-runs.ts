import type { RunEvent } from '../../src/run/event.ts'
import { createRun } from '../../src/store/run-folder.ts'
import { metricsOf } from '../leaderboard/some-run.ts'
import { dataEvent, journalSweep, runEvent, sessionEvent } from '../run/beginning.ts'
import { temporaryFolder } from '../setup/images.ts'

const started = Date.parse('2026-01-01T22:00:00Z')
const sweep = journalSweep({
  folds: { k: 3, stratified: true, grouped: false, seed: 0 },
  budget: { trials: 4 },
  recipe: { headEpochs: 3, optimizer: 'adam', weights: 'random' },
  space: {
    learningRate: { kind: 'float', min: 1e-5, max: 1, scale: 'log' },
    batchSize: { kind: 'choice', values: [32, 64] },
  },
})

/** Two completed trials that the folds cannot tell apart, a clearly worse one, a pruned one; then `last`. */
export function someEvents(...last: readonly WithoutTime[]): RunEvent[] {
  const events: WithoutTime[] = [
    runEvent({ sweep }),
    dataEvent(3, { images: 30 }),
    sessionEvent(),
    ...trial(0, [0.9, 0.91, 0.92]),
    ...trial(1, [0.91, 0.9, 0.93]),
    ...trial(2, [0.5, 0.51, 0.5]),
    { type: 'trialStarted', trial: 3, config: { learningRate: 0.00012, batchSize: 64 }, origin: 'sampler' },
    ...fold(3, 0, 0.3),
    { type: 'trialEnded', trial: 3, state: 'pruned', reason: 'accuracy 0.3 below the median 0.9' },
    ...last,
  ]
  return events.map((event, i) => ({ ...event, at: new Date(started + i * 1000).toISOString() }))
}

/** The same run with a second objective: how many parameters each of the first trials has. */
export function withParameters(counts: readonly number[]): RunEvent[] {
  const [run, ...rest] = someEvents(
    ...counts.map(
      (parameters, number): WithoutTime => ({ type: 'measured', trial: number, values: { parameters } }),
    ),
    finished,
  )
  const objectives = [
    { metric: 'accuracy', goal: 'maximize' },
    { metric: 'parameters', goal: 'minimize' },
  ]
  return [{ ...run, objectives } as RunEvent, ...rest]
}

export type WithoutTime = RunEvent extends infer E ? (E extends RunEvent ? Omit<E, 'at'> : never) : never
export const finished: WithoutTime = { type: 'ended', state: 'finished', reason: '4 of 4 trials' }

function trial(number: number, scores: readonly number[]): WithoutTime[] {
  const config = { learningRate: 0.01 / (number + 1), batchSize: 32 }
  return [
    { type: 'trialStarted', trial: number, config, origin: number === 0 ? 'enqueue' : 'sampler' },
    ...scores.flatMap((score, i) => fold(number, i, score)),
    { type: 'trialEnded', trial: number, state: 'completed', reason: '' },
  ]
}

export function fold(number: number, i: number, score: number): WithoutTime[] {
  const report = (epoch: number): WithoutTime => ({
    type: 'report',
    trial: number,
    fold: i,
    epoch,
    epochs: 3,
    stage: epoch < 3 ? 'head' : 'fineTune',
    trainLoss: 1 / epoch,
    metrics: metricsOf((score * epoch) / 3),
    seconds: 2,
  })
  return [
    { type: 'foldStarted', trial: number, fold: i, attempt: 1 },
    ...[1, 2, 3].map(report),
    {
      type: 'foldEnded',
      trial: number,
      fold: i,
      outcome: { status: 'done', metrics: metricsOf(score), bestEpoch: 3, epochs: 3, seconds: 25 },
    },
  ]
}

/** A folder of runs with one run of these events, written by the store. */
export async function runsWith(
  events: readonly RunEvent[],
  name = 'flowers',
  runs = temporaryFolder(),
): Promise<string> {
  const store = await createRun(runs, name)
  await store.append(events)
  await store.close()
  return runs
}

/** Collects what a command writes. */
export function output(columns?: number) {
  let text = ''
  return {
    write(chunk: string) {
      text += chunk
    },
    ...(columns === undefined ? {} : { columns }),
    get text() {
      return text
    },
    get lines() {
      return text.split('\n').slice(0, -1)
    },
  }
}
