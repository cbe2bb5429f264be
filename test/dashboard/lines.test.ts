import { expect, test } from 'vitest'
import { jsonLineOf, lineOf } from '../../src/dashboard/lines.ts'
import { createBook } from '../../src/run/book.ts'
import type { RunEvent } from '../../src/run/event.ts'
import { journalSweep, runEvent } from '../run/beginning.ts'
import { at, metricsOf } from './some-live.ts'

const sweep = journalSweep({ seed: 7 })
const skipped = Array.from({ length: 12 }, (_, i) => ({ file: `a/${i}.jpg`, reason: 'not an\nimage' }))
const data = { classes: ['a', 'b'], images: 20, imagesHash: 'i', folds: { k: 2, hash: 'h' }, holdout: 3 }
const report = { trial: 0, fold: 0, epoch: 1, epochs: 4, stage: 'head', trainLoss: 1, seconds: 2 } as const
const done = (score: number) =>
  ({ status: 'done', metrics: metricsOf(score), bestEpoch: 3, epochs: 4, seconds: 75 }) as const
const lost = { status: 'failed', cause: 'lost', error: 'the process died', seconds: 1, epochs: 1 } as const

const events: RunEvent[] = [
  runEvent({ sweep }),
  { type: 'data', at, ...data, skipped },
  { type: 'session', at, engine: 'wasm (4.22.0)', device: 'CPU', workers: 1 },
  {
    type: 'trialStarted',
    at,
    trial: 0,
    origin: 'sampler',
    config: { learningRate: 0.00012, weights: '/w/m.h5' },
  },
  { type: 'foldStarted', at, trial: 0, fold: 0, attempt: 1 },
  { type: 'report', at, ...report, metrics: metricsOf(0.5) },
  { type: 'foldEnded', at, trial: 0, fold: 0, outcome: lost, again: 'elsewhere' },
  { type: 'foldStarted', at, trial: 0, fold: 0, attempt: 2 },
  { type: 'foldEnded', at, trial: 0, fold: 0, outcome: done(0.8) },
  { type: 'foldEnded', at, trial: 0, fold: 1, outcome: done(0.82) },
  { type: 'trialEnded', at, trial: 0, state: 'completed', reason: '' },
  { type: 'trialStarted', at, trial: 1, origin: 'enqueue', config: { learningRate: 1 } },
  { type: 'foldEnded', at, trial: 1, fold: 0, outcome: done(0.7) },
  { type: 'foldEnded', at, trial: 1, fold: 1, outcome: done(0.7) },
  { type: 'trialEnded', at, trial: 1, state: 'completed', reason: '' },
  { type: 'trialStarted', at, trial: 2, origin: 'sampler', config: { learningRate: 2 } },
  { type: 'foldEnded', at, trial: 2, fold: 0, outcome: { status: 'stopped', epochs: 1, seconds: 1 } },
  { type: 'trialEnded', at, trial: 2, state: 'pruned', reason: 'accuracy 0.1 below the median 0.7' },
  { type: 'note', at, level: 'warning', text: 'the host died' },
  { type: 'ended', at, state: 'interrupted', reason: 'interrupted; resume goes on' },
]

function linesOf(all: readonly RunEvent[]): string[] {
  const { state, apply } = createBook()
  return all.flatMap(event => {
    apply(event)
    return lineOf(event, state)?.split('\n') ?? []
  })
}

test('one line for what matters, none for an epoch or a fold that was cut off', () => {
  const lines = linesOf(events)
  expect(lines.every(line => /^\d\d:\d\d:00 {2}/.test(line))).toBe(true)
  expect(lines.map(line => line.slice(10)).filter(line => !line.startsWith('left out: a/'))).toEqual([
    'run flowers (flowers.yaml, flowers): maximize accuracy, seed 7',
    '20 images of 2 classes (a, b), 2 folds, 3 held out',
    'left out: 2 more',
    'engine wasm (4.22.0) on CPU, 1 worker',
    'trial 0 started: learningRate=1.2e-4 weights=m.h5',
    'trial 0, fold 1/2 was lost: the process died',
    'trial 0, fold 1/2 tried again',
    'trial 0, fold 1/2: accuracy 0.8000 (4 epochs, 1m 15s)',
    'trial 0, fold 2/2: accuracy 0.8200 (4 epochs, 1m 15s)',
    'trial 0 completed: accuracy 0.8100 ±0.305, new best',
    'trial 1 started: learningRate=1',
    'trial 1, fold 1/2: accuracy 0.7000 (4 epochs, 1m 15s)',
    'trial 1, fold 2/2: accuracy 0.7000 (4 epochs, 1m 15s)',
    'trial 1 completed: accuracy 0.7000 ±0.342, best is trial 0 with 0.8100',
    'trial 2 started: learningRate=2',
    'trial 2 pruned: accuracy 0.1 below the median 0.7',
    'warning: the host died',
    'interrupted; resume goes on',
    '3 trials, 2 completed, 1 pruned, best is trial 0 with accuracy 0.8100',
  ])
})

test('files that were left out: the first ten, each on one line', () => {
  const left = linesOf(events.slice(0, 2)).filter(line => line.includes('left out'))
  expect(left).toHaveLength(11)
  expect(left[0]).toMatch(/left out: a\/0\.jpg \(not an image\)$/)
})

test('as JSON, the event itself', () => {
  for (const event of events) expect(JSON.parse(jsonLineOf(event))).toEqual(event)
})
