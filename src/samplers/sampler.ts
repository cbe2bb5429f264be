import type { Random } from '../base/random.ts'
import type { Config, Space } from '../space/parameter.ts'
import type { Objective, Trial } from '../trial/trial.ts'

/** Proposes the next config from all trials so far, finished or running, in order of their numbers. */
export interface Sampler {
  (
    /** All earlier trials; the new one gets number `history.length`. */
    history: readonly Trial[],
    space: Space,
    /** A stream for this trial number alone: the proposal does not depend on who drew before. */
    random: Random,
    objective: Objective,
  ): Config | 'exhausted'
  /** Looks at no result: it may be asked for many trials ahead. */
  readonly ignoresResults?: true
}

/** Marks a sampler that proposes the same whatever earlier trials came to. */
export function withoutResults(sampler: Sampler): Sampler {
  return Object.assign(sampler, { ignoresResults: true } as const)
}
