import type { Config } from '../space/parameter.ts'
import type { Outcome, Report } from './job.ts'
import { type MetricName, type Metrics, valueIn } from './metrics/index.ts'

export type TrialState = 'running' | 'completed' | 'pruned' | 'failed'

/** One fold of a trial as known so far. */
export interface FoldState {
  readonly fold: number
  readonly state: 'running' | Outcome['status']
  /** Reports of the current attempt, one per epoch. */
  readonly reports: readonly Report[]
  /** Metrics of the best epoch, once done. */
  readonly metrics: Metrics | undefined
  readonly seconds: number
}

/** A config being evaluated on k folds. `folds` is sparse: indexed by fold number. */
export interface Trial {
  readonly number: number
  readonly config: Config
  readonly origin: 'enqueue' | 'sampler'
  readonly state: TrialState
  readonly reason: string
  readonly folds: readonly (FoldState | undefined)[]
  readonly startedAt: string
  readonly endedAt: string | undefined
}

/** What is optimised. Inside the program every loss is minimised: `lossOf` flips the sign once. */
export interface Objective {
  readonly metric: MetricName
  readonly goal: 'maximize' | 'minimize'
}

/** The value to minimise. */
export function lossOf(objective: Objective, metrics: Metrics): number {
  const value = valueIn(metrics, objective.metric)
  return objective.goal === 'maximize' ? -value : value
}

/** The user's own metric from a minimised value. */
export function scoreOf({ goal }: Pick<Objective, 'goal'>, loss: number): number {
  return goal === 'maximize' ? -loss : loss
}

/** Trials with what a ranking of them needs to know. */
export interface Results {
  readonly name: string
  readonly objective: Objective
  readonly data: { readonly folds: { readonly k: number; readonly hash: string } } | undefined
  /** Indexed by trial number. */
  readonly trials: readonly Trial[]
}
