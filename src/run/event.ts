import type { Config } from '../space/parameter.ts'
import type { Outcome, Report } from '../trial/job.ts'
import type { MetricName } from '../trial/recipe.ts'

export const journalVersion = 1

/** What happened in a run: one journal line each, folded into a `RunState` by `applyEvent`. `at` is ISO 8601. */
export type RunEvent =
  | {
      readonly type: 'run'
      readonly version: typeof journalVersion
      readonly at: string
      readonly name: string
      /** The sweep as loaded, defaults filled in and paths absolute: enough to resume without the file. */
      readonly sweep: unknown
      readonly metric: MetricName
      readonly goal: 'maximize' | 'minimize'
      readonly seed: number
    }
  | {
      readonly type: 'data'
      readonly at: string
      readonly classes: readonly string[]
      readonly images: number
      readonly skipped: readonly { readonly file: string; readonly reason: string }[]
      /** Hash of the usable files' names, labels and sizes. */
      readonly imagesHash: string
      readonly folds: { readonly k: number; readonly hash: string }
      readonly holdout: number
    }
  | {
      readonly type: 'session'
      readonly at: string
      readonly engine: string
      readonly device: string
      readonly workers: number
    }
  | {
      readonly type: 'trialStarted'
      readonly at: string
      readonly trial: number
      readonly config: Config
      readonly origin: 'enqueue' | 'sampler'
    }
  | {
      readonly type: 'foldStarted'
      readonly at: string
      readonly trial: number
      readonly fold: number
      readonly attempt: number
    }
  | ({ readonly type: 'report'; readonly at: string } & Report)
  | {
      readonly type: 'foldEnded'
      readonly at: string
      readonly trial: number
      readonly fold: number
      readonly outcome: Outcome
    }
  | {
      readonly type: 'trialEnded'
      readonly at: string
      readonly trial: number
      readonly state: 'completed' | 'pruned' | 'failed'
      readonly reason: string
    }
  | { readonly type: 'note'; readonly at: string; readonly level: 'info' | 'warning'; readonly text: string }
  | {
      readonly type: 'ended'
      readonly at: string
      readonly state: 'finished' | 'interrupted' | 'failed'
      readonly reason: string
    }
