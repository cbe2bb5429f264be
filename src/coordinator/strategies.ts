import { createPruner } from '../pruners/index.ts'
import type { Pruner } from '../pruners/pruner.ts'
import { createSampler } from '../samplers/index.ts'
import type { Sampler } from '../samplers/sampler.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { type LookAhead, lookAheadOf } from './schedule/look-ahead.ts'

export interface Strategies {
  readonly sampler: Sampler
  readonly pruner: Pruner
  readonly lookAhead: LookAhead
}

/** What the file asks for; how far it looks ahead is settled when a run begins. */
export function strategiesOf(sweep: Sweep, settled: LookAhead | undefined): Strategies {
  const sampler = createSampler(sweep.sampler)
  const pruner = createPruner(sweep.pruner, {
    ...sweep.objective,
    samplerLearns: sampler.ignoresResults !== true,
  })
  return {
    sampler,
    pruner,
    lookAhead: settled === undefined ? lookAheadOf({ sampler, pruner }, sweep.lookAhead) : settled,
  }
}
