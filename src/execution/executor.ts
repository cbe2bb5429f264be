import type { FoldJob, Outcome, Report } from '../trial/job.ts'
import type { Recipe } from '../trial/recipe.ts'

/** Runs folds. Implementations: simulated, host (a child process with a pool of workers). */
export interface Executor {
  /** How many folds make sense at once, where each takes a slot. */
  readonly capacity: number
  /** Slots that a fold takes: 1 unless told, less where several are trained together. */
  slotsOf?(recipe: Recipe): number
  start(job: FoldJob, onReport: (report: Report) => void): StartedFold
  /** Ends running folds as `stopped` and frees everything. */
  close(): Promise<void>
}

export interface StartedFold {
  /**
   * A fold's own failure is an outcome. Rejects only where the executor cannot run any fold any more, so that the
   * sweep has to end.
   */
  readonly outcome: Promise<Outcome>
  /** Ends the fold as `stopped` for this reason, in the middle of an epoch. Too late, it changes nothing. */
  stop(reason: string): void
}
