import type { Config } from '../space/parameter.ts'
import type { Curve } from './curve.ts'
import type { Cause, Outcome } from './job.ts'
import type { Aim } from './measures.ts'
import { type MetricName, type Metrics, valueIn } from './metrics/index.ts'
import type { ClassCounts } from './metrics/predictions.ts'

/** `paused`: it gets no folds for now. */
export type TrialState = 'running' | 'paused' | 'completed' | 'pruned' | 'failed'

/** Who wished for a trial: `baseline`, `defaults`: every sweep begins with them. */
export const origins = ['baseline', 'defaults', 'enqueue', 'sampler'] as const
export type Origin = (typeof origins)[number]

/** It is what the others are compared with: no point of the space, and beyond the budget of trials. */
export const isBaseline = ({ origin }: { readonly origin: Origin }): boolean => origin === 'baseline'

/** Seconds of each fold of the search that is done. */
export const foldSeconds = ({ folds }: Pick<Trial, 'folds'>): number[] =>
  folds.flatMap(fold => (fold?.state === 'done' ? fold.seconds : []))

/** Baselines come first. */
export function countBaselines(trials: readonly { readonly origin: Origin }[]): number {
  const first = trials.findIndex(trial => !isBaseline(trial))
  return first === -1 ? trials.length : first
}

/**
 * How a fold is tried again: wherever there is room, with fewer folds beside it than it failed with, or with half as many
 * images at once.
 */
export const ways = ['elsewhere', 'apart', 'smaller'] as const
export type Way = (typeof ways)[number]

/** One fold of a trial as known so far. */
export interface FoldState {
  readonly fold: number
  /** `stopped`: it has to be run, once more. */
  readonly state: 'running' | Outcome['status']
  /** Reports of the current attempt, one per epoch. */
  readonly curve: Curve
  /** What it counts for, once done; see `isCrossFitted`. */
  readonly metrics: Metrics | undefined
  /** Of the same weights; not told for every objective, nor by older journals. */
  readonly counts?: ClassCounts | undefined
  /** Early stopping has chosen its epoch, so it is scored at the one that the trial's other folds choose. */
  readonly isCrossFitted?: boolean
  readonly seconds: number
  /** Times it was started. */
  readonly attempts: number
  /** Attempts that failed for a cause for which the fold itself may not be to blame. */
  readonly mishaps: number
  /** Most folds that ran beside the last attempt that failed, itself included. */
  readonly together: number | undefined
  /** Of the last attempt that failed. */
  readonly cause: Cause | undefined
  readonly error: string
  /** How it is to be tried again, if it is. */
  readonly again: Way | undefined
  /** Images that the current or last attempt has in the network at once, where fewer than a batch. */
  readonly microBatch?: number | undefined
}

/** A config being evaluated on k folds. `folds` is sparse: indexed by fold number. */
export interface Trial {
  readonly number: number
  readonly config: Config
  readonly origin: Origin
  /** What proposed it, and why, in a few words; not every sampler says so. */
  readonly by?: string
  readonly state: TrialState
  readonly reason: string
  /** Of a failed trial. */
  readonly cause: Cause | undefined
  /** Where the pruner stopped or paused it: what came in afterwards counts for nothing. */
  readonly stoppedAt: Place | undefined
  /** Where it had been paused when it was taken up again the last time. */
  readonly resumedAt?: Place | undefined
  readonly folds: readonly (FoldState | undefined)[]
  /** Of a finalist: its folds on further splits, by their numbers, which begin with k. */
  readonly repeats?: readonly FoldState[]
  /** Trained on all other images, scored on those that were set aside. */
  readonly holdout?: FoldState
  readonly startedAt: string
  readonly endedAt: string | undefined
  /** Values beside those of its folds, by name: see `measures.ts`. */
  readonly measured?: Readonly<Record<string, number>>
}

/** A moment of a trial: after an epoch of a fold, or after the whole fold. */
export interface Place {
  readonly fold: number
  readonly epoch: number | 'end'
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

/** Nothing more will come of it. */
export const hasEnded = ({ state }: Pick<Trial, 'state'>): boolean =>
  state !== 'running' && state !== 'paused'

/** Trials with what a ranking of them needs to know. */
export interface Results {
  readonly name: string
  /** The one that decides, and all of them. */
  readonly objective: Objective
  readonly objectives: readonly Aim[]
  readonly data:
    | {
        readonly images: number
        /** Those of the images that no fold sees. */
        readonly holdout: number
        readonly folds: { readonly k: number; readonly hash: string }
      }
    | undefined
  /** Indexed by trial number. */
  readonly trials: readonly Trial[]
}
