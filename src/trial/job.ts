import type { ClassCounts } from './metrics/predictions.ts'
import type { MetricName, Metrics, Recipe } from './recipe.ts'

/** The unit of dispatch: train this recipe on one train/validation split. */
export interface FoldJob {
  readonly trial: number
  readonly fold: number
  readonly recipe: Recipe
  /** Seed of everything random inside the fold (initial head, shuffling, dropout, augmentation). */
  readonly seed: number
  /** What early stopping watches and "best epoch" means. */
  readonly metric: MetricName
  /** How many of the planned epochs are trained, in each stage; all unless told. */
  readonly epochs?: StageEpochs
  /**
   * Images that go through the network at once, where the memory has no room for a batch: the gradients of its parts are
   * added up before the update. The whole batch unless told.
   */
  readonly microBatch?: number
}

/** Epochs of each stage. */
export interface StageEpochs {
  readonly head: number
  readonly fineTune: number
}

/** Metrics after an epoch, keyed (trial, fold, epoch). `epoch` counts from 1 over both stages. */
export interface Report {
  readonly trial: number
  readonly fold: number
  readonly epoch: number
  /** Planned epochs of both stages together. */
  readonly epochs: number
  readonly stage: 'head' | 'fineTune'
  readonly trainLoss: number
  readonly metrics: Metrics
  readonly seconds: number
}

/**
 * Why a fold failed; what is done about it is `coordinator/retry.ts`.
 * `lost`: the process or engine that ran it is gone, or cannot be believed.
 * `outOfMemory`: the device, WebAssembly's heap or the process has no room left.
 * `diverged`: its numbers left the finite ones; a result, and the worst there is.
 * `deadline`: it took longer than it may.
 * `badData`: images or weights that it needs cannot be used.
 * `error`: anything else.
 */
export const causes = ['lost', 'outOfMemory', 'diverged', 'deadline', 'badData', 'error'] as const
export type Cause = (typeof causes)[number]

/** What a fold has taken, and where. */
export interface Spent {
  readonly epochs: number
  readonly seconds: number
  /** The host that ran it, where there is more than this machine's. */
  readonly host?: string
  /** The host's worker, from 1. */
  readonly worker?: number
}

export interface Failure extends Spent {
  readonly status: 'failed'
  readonly cause: Cause
  /** In the words of whatever failed, for people only. */
  readonly error: string
  /** It is known that the fold is not to blame: its process was ended for another's sake. */
  readonly isInnocent?: boolean
  /** Its process was killed by a signal that no program sends itself, and not by the kernel for want of memory. */
  readonly wasKilled?: boolean
}

/**
 * How a fold ended. `stopped`: somebody wanted it, for a reason in words. `done` carries the metrics of the weights it ended with: the best epoch's with `earlyStopping`,
 * the last epoch's without (the best of many looks at the validation images would flatter the recipe). The former flatter
 * the fold that chose the epoch, too: `trial/cross-fit.ts` has what they count for.
 */
export type Outcome =
  | (Spent & {
      readonly status: 'done'
      readonly metrics: Metrics
      readonly bestEpoch: number
      /** Of the same weights, where the objective is better computed from all folds' counts than averaged. */
      readonly counts?: ClassCounts
      readonly earlyStopping?: true
    })
  | (Spent & { readonly status: 'stopped'; readonly reason?: string })
  | Failure

/** A train/validation split as indices into the list of usable images. */
export interface Split {
  readonly train: readonly number[]
  readonly validation: readonly number[]
}
