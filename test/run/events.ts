import fc from 'fast-check'
import type { RunEvent } from '../../src/run/event.ts'
import { at, metricsOf } from '../leaderboard/some-run.ts'

const trial = fc.nat(3)
const fold = fc.nat(2)
const score = fc.integer({ min: 0, max: 100 }).map(percent => percent / 100)
const seconds = fc.nat(9)
const epochs = fc.nat(5)

const outcome = fc.oneof(
  fc.record({
    status: fc.constant('done' as const),
    metrics: score.map(metricsOf),
    bestEpoch: epochs,
    epochs,
    seconds,
  }),
  fc.record({ status: fc.constant('stopped' as const), epochs, seconds }),
  fc.record({
    status: fc.constant('failed' as const),
    error: fc.string(),
    lost: fc.boolean(),
    epochs,
    seconds,
  }),
)

/** Any event in any order, also such as no run would write. */
export const anyEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.record({
    type: fc.constant('session' as const),
    at: fc.constant(at),
    engine: fc.constant('wasm'),
    device: fc.constant('cpu'),
    workers: fc.nat(4),
  }),
  fc.record({
    type: fc.constant('trialStarted' as const),
    at: fc.constant(at),
    trial,
    config: fc.record({ learningRate: score }),
    origin: fc.constantFrom('enqueue' as const, 'sampler' as const),
  }),
  fc.record({
    type: fc.constant('foldStarted' as const),
    at: fc.constant(at),
    trial,
    fold,
    attempt: fc.nat(2),
  }),
  fc.record({
    type: fc.constant('report' as const),
    at: fc.constant(at),
    trial,
    fold,
    epoch: epochs,
    epochs,
    stage: fc.constant('head' as const),
    trainLoss: score,
    metrics: score.map(metricsOf),
    seconds,
  }),
  fc.record({ type: fc.constant('foldEnded' as const), at: fc.constant(at), trial, fold, outcome }),
  fc.record({
    type: fc.constant('trialEnded' as const),
    at: fc.constant(at),
    trial,
    state: fc.constantFrom('completed' as const, 'pruned' as const, 'failed' as const),
    reason: fc.string(),
  }),
  fc.record({
    type: fc.constant('note' as const),
    at: fc.constant(at),
    level: fc.constant('info' as const),
    text: fc.string(),
  }),
  fc.record({
    type: fc.constant('ended' as const),
    at: fc.constant(at),
    state: fc.constantFrom('finished' as const, 'interrupted' as const),
    reason: fc.string(),
  }),
)
