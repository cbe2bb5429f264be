import type { Random } from '../base/random.ts'
import type { Sampler } from '../samplers/sampler.ts'
import type { Config, Space } from '../space/parameter.ts'
import type { Objective, Trial } from '../trial/trial.ts'

export interface SuggestOptions {
  readonly sampler: Sampler
  readonly space: Space
  readonly objective: Objective
  readonly enqueue: readonly Config[]
  /** The root of the run's random streams; each trial number has its own. */
  readonly random: Random
}

/** The config of trial number `history.length`: enqueued ones first, then the sampler's. */
export function suggest(
  { sampler, space, objective, enqueue, random }: SuggestOptions,
  history: readonly Trial[],
): { readonly config: Config; readonly origin: Trial['origin'] } | 'exhausted' {
  const number = history.length
  const queued = enqueue[number]
  if (queued !== undefined) return { config: queued, origin: 'enqueue' }
  const config = sampler(history, space, random.fork('sampler', number), objective)
  return config === 'exhausted' ? config : { config, origin: 'sampler' }
}
