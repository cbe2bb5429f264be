import type { Memo } from '../base/memo.ts'
import type { Random } from '../base/random.ts'
import type { Config, Space } from '../space/parameter.ts'
import type { Objective, Trial } from '../trial/trial.ts'

/** What a trial is known to be worth. */
export interface Observation {
  readonly trial: number
  readonly config: Config
  /** Mean over all folds, as a loss. Where some are missing: of the others, less their difficulty. Infinity: it diverged. */
  readonly loss: number
  /** Of that mean as a guess at the mean over all folds of other splits; 0 where nothing is known of the noise. */
  readonly variance: number
  /** Where there are several objectives: of each, `loss` first. Trials of which one is not known are no observations. */
  readonly losses?: readonly number[]
}

/** What a sampler may know when a trial begins; settled by trial numbers, not by who finished first. */
export interface History {
  /** Of the new trial: so many came before. */
  readonly number: number
  /** Of all earlier trials, finished or running, in order of their numbers. */
  readonly configs: readonly Config[]
  /** Whether a config may be proposed: no earlier trial has it, and it is within the file's constraints. */
  accepts(config: Config): boolean
  /** The trials whose results may be known, in order of their numbers. */
  readonly known: readonly Trial[]
  /** What those came to that were evaluated, in the same order. */
  readonly observations: readonly Observation[]
  /** Of several objectives: the losses of a config that are known before it is tried; undefined where they are not. */
  readonly lossesOf?: (config: Config) => readonly (number | undefined)[]
  /** Of the trials that have begun and whose results may not be known yet. */
  readonly pending: readonly Config[]
  /** Kept from one proposal to the next: what is dear to compute from the history. */
  readonly memo: Memo
  /** The same stream for every trial of a run, for what spans trials. */
  readonly shared: Random
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
  /** Why it proposes a config at this history, in a few words for people. */
  readonly explain?: (history: History, space: Space, config: Config, objective: Objective) => string
}

/** Marks a sampler that proposes the same whatever earlier trials came to. */
export function withoutResults(sampler: Sampler): Sampler {
  return Object.assign(sampler, { ignoresResults: true } as const)
}
