import type { Answer, FoldJob, Outcome, Report } from '../trial/job.ts'
import type { Recipe } from '../trial/recipe.ts'

/** Runs folds. Implementations: inline, simulated, host (a child process with a pool of workers). */
export interface Executor {
  /** How many folds make sense at once, where each takes a slot. */
  readonly capacity: number
  /** Slots that a fold takes: 1 unless told, less where several are trained together. */
  slotsOf?(recipe: Recipe): number
  /** Never rejects for a fold's own failure: that is an outcome. The answer to each report may stop the fold. */
  run(job: FoldJob, onReport: (report: Report) => Answer): Promise<Outcome>
  /** Ends running folds as `stopped` and frees everything. */
  close(): Promise<void>
}
