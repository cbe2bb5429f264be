import type { Memo } from '../base/memo.ts'
import type { Random } from '../base/random.ts'
import type { Config, Space } from '../space/parameter.ts'
import type { Objective, Trial } from '../trial/trial.ts'

/** What a sampler may know when a trial begins; settled by trial numbers, not by who finished first. */
export interface History {
  /** Of the new trial: so many came before. */
  readonly number: number
  /** Of all earlier trials, finished or running, in order of their numbers. */
  readonly configs: readonly Config[]
  /** Whether an earlier trial has this config. */
  has(config: Config): boolean
  /** The trials whose results may be known, in order of their numbers. */
  readonly known: readonly Trial[]
  /** Kept from one proposal to the next: what is dear to compute from the history. */
  readonly memo: Memo
}

/** Proposes the config of the next trial. */
export interface Sampler {
  (
    history: History,
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
