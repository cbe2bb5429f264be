import fc from 'fast-check'
import type { RunEvent } from '../../src/run/event.ts'
import { causes } from '../../src/trial/job.ts'
import { ways } from '../../src/trial/trial.ts'
import { metricsOf } from '../leaderboard/some-run.ts'
import { at, dataEvent, runEvent, sessionEvent } from './beginning.ts'

const trial = fc.nat(3)
const fold = fc.nat(2)
/** Those of the last stage, too. */
const anyFold = fc.integer({ min: -1, max: 2 })
const score = fc.integer({ min: 0, max: 100 }).map(percent => percent / 100)
const seconds = fc.nat(9)
const epochs = fc.nat(5)

const spent = { epochs, seconds, host: fc.constant('here'), worker: fc.nat(3) }
const requiredKeys = ['status', 'epochs', 'seconds'] as const
const outcome = fc.oneof(
  fc.record(
    { status: fc.constant('done' as const), metrics: score.map(metricsOf), bestEpoch: epochs, ...spent },
    { requiredKeys: [...requiredKeys, 'metrics', 'bestEpoch'] },
  ),
  fc.record({ status: fc.constant('stopped' as const), ...spent }, { requiredKeys: [...requiredKeys] }),
  fc.record(
    {
      status: fc.constant('failed' as const),
      cause: fc.constantFrom(...causes),
      error: fc.string(),
      ...spent,
    },
    { requiredKeys: [...requiredKeys, 'cause', 'error'] },
  ),
)

const place = fc.record({ fold, epoch: fc.oneof(epochs, fc.constant('end' as const)) })
const ofType = <T extends string>(type: T) => ({ type: fc.constant(type), at: fc.constant(at) })

/** Any event that may come after a journal's second line, in any order, also such as no run would write. */
const anyEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  fc.nat(4).map(workers => sessionEvent({ workers })),
  fc.record(
    {
      ...ofType('trialStarted'),
      trial,
      config: fc.record({ learningRate: score }),
      origin: fc.constantFrom('enqueue' as const, 'sampler' as const),
      by: fc.string(),
    },
    { requiredKeys: ['type', 'at', 'trial', 'config', 'origin'] },
  ),
  fc.record(
    {
      ...ofType('foldStarted'),
      trial,
      fold: anyFold,
      attempt: fc.nat(2),
      microBatch: fc.constantFrom(1, 16),
    },
    { requiredKeys: ['type', 'at', 'trial', 'fold', 'attempt'] },
  ),
  fc.record({
    ...ofType('report'),
    trial,
    fold: anyFold,
    epoch: epochs,
    epochs,
    stage: fc.constantFrom('head' as const, 'fineTune' as const),
    trainLoss: score,
    metrics: score.map(metricsOf),
    seconds,
  }),
  fc.record(
    {
      ...ofType('foldEnded'),
      trial,
      fold: anyFold,
      outcome,
      attempt: fc.nat(2),
      together: fc.integer({ min: 1, max: 4 }),
      again: fc.constantFrom(...ways),
    },
    { requiredKeys: ['type', 'at', 'trial', 'fold', 'outcome'] },
  ),
  fc.record(
    { ...ofType('trialPaused'), trial, reason: fc.string(), place },
    { requiredKeys: ['type', 'at', 'trial', 'reason'] },
  ),
  fc.record({ ...ofType('trialResumed'), trial }),
  fc.record(
    {
      ...ofType('trialEnded'),
      trial,
      state: fc.constantFrom('completed' as const, 'pruned' as const, 'failed' as const),
      reason: fc.string(),
      cause: fc.constantFrom(...causes),
      place,
    },
    { requiredKeys: ['type', 'at', 'trial', 'state', 'reason'] },
  ),
  fc.record({ ...ofType('note'), level: fc.constant('info' as const), text: fc.string() }),
  fc.record({
    ...ofType('ended'),
    state: fc.constantFrom('finished' as const, 'interrupted' as const),
    reason: fc.string(),
  }),
)

/** Those of a journal's beginning, too, which no run writes twice. */
const reallyAnyEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  { arbitrary: anyEvent, weight: 12 },
  {
    arbitrary: fc.constantFrom('maximize' as const, 'minimize' as const).map(goal => runEvent({ goal })),
    weight: 1,
  },
  { arbitrary: fc.integer({ min: 1, max: 3 }).map(k => dataEvent(k)), weight: 1 },
)

/** Any events after the beginning of two trials, without which most of them would change nothing. */
export const anyEvents: fc.Arbitrary<RunEvent[]> = fc
  .array(reallyAnyEvent, { maxLength: 80, size: 'max' })
  .map(events => [started(0), started(1), ...events])

const started = (trial: number): RunEvent => ({
  type: 'trialStarted',
  at,
  trial,
  config: {},
  origin: 'sampler',
})

/** The same kinds as a journal may hold them: trials in their order, numbers within bounds, after `run` and `data`. */
export const anyJournal: fc.Arbitrary<RunEvent[]> = fc
  .array(anyEvent, { maxLength: 60 })
  .map(events => [runEvent(), dataEvent(3), ...withinBounds(events)])

function withinBounds(events: readonly RunEvent[]): RunEvent[] {
  let trials = 0
  return events.flatMap(event => {
    if (event.type === 'trialStarted') return { ...event, trial: trials++ }
    if ('trial' in event && event.trial >= trials) return []
    return event.type === 'report' && event.epoch > event.epochs ? { ...event, epochs: event.epoch } : event
  })
}
