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
 * How a fold ended. `done` carries the metrics of the weights it ended with: the best epoch's with early stopping,
 * the last epoch's without (the best of many looks at the validation images would flatter the recipe).
 */
export type Outcome =
  | {
      readonly status: 'done'
      readonly metrics: Metrics
      readonly bestEpoch: number
      readonly epochs: number
      readonly seconds: number
    }
  | { readonly status: 'stopped'; readonly epochs: number; readonly seconds: number }
  | {
      readonly status: 'failed'
      readonly error: string
      readonly seconds: number
      readonly epochs: number
      /** The process that ran it died: worth one more try elsewhere. */
      readonly lost?: boolean
    }

/** The answer to a report. */
export type Answer = 'go on' | 'stop'

/** A train/validation split as indices into the list of usable images. */
export interface Split {
  readonly train: readonly number[]
  readonly validation: readonly number[]
}
