import type { LoopEnd } from '../../src/coordinator/ending.ts'
import { createHolds, type Holds } from '../../src/coordinator/holds.ts'
import { createLedger, type Ledger, type LedgerOptions } from '../../src/coordinator/ledger.ts'
import { type LoopOptions, runLoop } from '../../src/coordinator/loop.ts'
import { lookAheadOf } from '../../src/coordinator/schedule/look-ahead.ts'
import type { Executor } from '../../src/execution/executor.ts'
import {
  createSimulated,
  type Simulated,
  type SimulatedOptions,
} from '../../src/execution/simulated/simulated.ts'
import { createPruner } from '../../src/pruners/index.ts'
import { stateOf } from '../../src/run/book.ts'
import { journalVersion, type RunEvent } from '../../src/run/event.ts'
import type { RunState } from '../../src/run/state.ts'
import { createSampler } from '../../src/samplers/index.ts'
import { aimsOf } from '../../src/sweep/objective.ts'
import type { Sweep } from '../../src/sweep/sweep.ts'

const at = '2026-01-01T22:00:00.000Z'

export function someSweep(change: Partial<Sweep> = {}): Sweep {
  return {
    name: 'flowers',
    file: '/sweeps/flowers.yaml',
    data: { path: '/flowers', imageSize: 32, holdout: 0 },
    folds: { k: 3, stratified: true, grouped: false, seed: 7 },
    objective: { metric: 'accuracy', goal: 'maximize' },
    sampler: { type: 'random' },
    pruner: { type: 'none' },
    budget: { trials: 6 },
    recipe: { headEpochs: 4, fineTuneEpochs: 2 },
    space: {
      learningRate: { kind: 'float', min: 1e-5, max: 1e-1, scale: 'log' },
      dropout: { kind: 'float', min: 0, max: 0.6, scale: 'linear' },
      unfreezeDepth: { kind: 'int', min: 0, max: 2, scale: 'linear' },
    },
    enqueue: [],
    seed: 1,
    ...change,
  }
}

/** What comes before the loop: the run, its data and its first session. */
export function header(sweep: Sweep): RunEvent[] {
  const { name, seed, objective, folds } = sweep
  const { metric, goal } = objective
  return [
    {
      type: 'run',
      version: journalVersion,
      at,
      name,
      sweep,
      metric,
      goal,
      objectives: aimsOf(objective),
      seed,
      scoring: 'crossFitted',
    },
    {
      type: 'data',
      at,
      classes: ['a', 'b'],
      images: 3000,
      skipped: [],
      imagesHash: 'i',
      folds: { k: folds.k, hash: 'h' },
      holdout: Math.round(3000 * sweep.data.holdout),
    },
    session(),
  ]
}

export const session = (): RunEvent => ({
  type: 'session',
  at,
  engine: 'simulated',
  device: 'none',
  workers: 2,
})

export interface Simulation {
  readonly end: LoopEnd
  /** What this session added. */
  readonly added: readonly RunEvent[]
  readonly journal: readonly RunEvent[]
  readonly state: RunState
  readonly executor: Simulated
}

/** Runs the loop over a simulated executor, from a journal or from the beginning. */
export async function simulate(
  sweep: Sweep,
  options: SimulatedOptions &
    Partial<LoopOptions> &
    Partial<Pick<LedgerOptions, 'append' | 'onEvent'>> & {
      readonly journal?: readonly RunEvent[]
      readonly onHolds?: (holds: Holds) => void
      /** What the loop sees in the place of the simulated executor. */
      readonly over?: (executor: Simulated, ledger: Ledger) => Executor
    } = {},
): Promise<Simulation> {
  const { journal = header(sweep), ...rest } = options
  const executor = createSimulated(options)
  const added: RunEvent[] = []
  const { clock } = executor
  const ledger = createLedger({
    begun: stateOf(journal),
    append: async events => void added.push(...events),
    now: clock.now,
    ...rest,
  })
  ledger.open()
  const sampler = options.sampler ?? createSampler(sweep.sampler)
  const pruner =
    options.pruner ??
    createPruner(sweep.pruner, { ...sweep.objective, samplerLearns: sampler.ignoresResults !== true })
  const lookAhead = lookAheadOf({ sampler, pruner })
  const holds = createHolds(ledger)
  options.onHolds?.(holds)
  const seen = options.over?.(executor, ledger) ?? executor
  const loop = { sweep, k: sweep.folds.k, executor: seen, ledger, holds, sampler, pruner, lookAhead, clock }
  const end = await runLoop({ ...loop, ...rest })
  const all = [...journal, ...added]
  return { end, added, journal: all, state: stateOf(all), executor }
}

/** The events of one type. */
export function only<T extends RunEvent['type']>(
  events: readonly RunEvent[],
  type: T,
): Extract<RunEvent, { type: T }>[] {
  return events.filter((event): event is Extract<RunEvent, { type: T }> => event.type === type)
}
