import type { Objective, Results, Trial } from '../trial/trial.ts'

/** Everything a run's journal says, folded. */
export interface RunState extends Results {
  readonly name: string
  readonly sweep: unknown
  readonly objective: Objective
  readonly seed: number
  readonly startedAt: string
  readonly endedAt: string | undefined
  readonly status: 'preparing' | 'running' | 'finished' | 'interrupted' | 'failed'
  readonly reason: string
  readonly data:
    | {
        readonly classes: readonly string[]
        readonly images: number
        readonly skipped: readonly { readonly file: string; readonly reason: string }[]
        readonly imagesHash: string
        readonly folds: { readonly k: number; readonly hash: string }
        readonly holdout: number
      }
    | undefined
  readonly session: { readonly engine: string; readonly device: string; readonly workers: number } | undefined
  /** Indexed by trial number. */
  readonly trials: readonly Trial[]
  readonly notes: readonly {
    readonly at: string
    readonly level: 'info' | 'warning'
    readonly text: string
  }[]
}
