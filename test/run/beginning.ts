import { type EventOf, journalVersion } from '../../src/run/event.ts'
import type { Sweep } from '../../src/sweep/sweep.ts'

export const at = '2026-01-01T22:00:00.000Z'

/** A sweep as a journal keeps it. */
export function journalSweep(change: Partial<Sweep> = {}): Sweep {
  return {
    name: 'flowers',
    file: '/x/flowers.yaml',
    data: { path: '/photos/flowers', imageSize: 96, holdout: 0 },
    folds: { k: 5, stratified: true, grouped: false, seed: 0 },
    objective: { metric: 'accuracy', goal: 'maximize' },
    sampler: { type: 'random' },
    pruner: { type: 'none' },
    budget: { trials: 12 },
    recipe: {},
    space: { learningRate: { kind: 'float', min: 1e-5, max: 1, scale: 'log' } },
    enqueue: [],
    seed: 1,
    ...change,
  }
}

/** The first line of a journal. */
export function runEvent(change: Partial<EventOf<'run'>> = {}): EventOf<'run'> {
  const sweep = change.sweep ?? journalSweep()
  const { name, objective, seed } = sweep
  const objectives = [{ metric: change.metric ?? objective.metric, goal: change.goal ?? objective.goal }]
  return {
    type: 'run',
    version: journalVersion,
    at,
    name,
    sweep,
    ...objective,
    objectives,
    seed,
    ...change,
  }
}

export function dataEvent(k = 5, change: Partial<EventOf<'data'>> = {}): EventOf<'data'> {
  const folds = { k, hash: 'h' }
  const rest = { classes: ['a', 'b'], images: 20, skipped: [], imagesHash: 'i', holdout: 0 }
  return { type: 'data', at, ...rest, folds, ...change }
}

export const sessionEvent = (change: Partial<EventOf<'session'>> = {}): EventOf<'session'> => ({
  type: 'session',
  at,
  engine: 'wasm',
  device: 'cpu',
  workers: 2,
  ...change,
})
