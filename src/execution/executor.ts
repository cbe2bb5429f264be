import type { FoldJob, Outcome, Report } from '../trial/job.ts'
import type { Recipe } from '../trial/recipe.ts'

/** Runs folds. Implementations: simulated, host (a child process with a pool of workers). */
export interface Executor {
  /** How many folds make sense at once, where each takes a slot. */
  readonly capacity: number
  /** Slots that a fold takes: 1 unless told, less where several are trained together. */
  slotsOf?(recipe: Recipe): number
  /** `onBegin`: all that it needs is there, and a worker has taken it. */
  start(job: FoldJob, onReport: (report: Report) => void, onBegin?: () => void): StartedFold
  /** What can be seen of it from outside; one that shows nothing is taken to live. */
  vitals?(): Vitals
  /** Ends what runs the folds at once; they come back as `lost`, and what is started next begins anew. */
  restart?(reason: string): void
  /** Ends running folds as `stopped` and frees everything. */
  close(): Promise<void>
}

/** Counts rather than times: whoever looks twice sees whether something happened, by a clock of his own. */
interface Vitals {
  /** Of the process that runs the folds; undefined while there is none. */
  readonly pid: number | undefined
  /** It can be given folds; otherwise it is still opening. */
  readonly isOpen: boolean
  /** Grows with whatever is heard of it, once a second at least. */
  readonly heard: number
  /** Grows with work that folds wait for: images that went through frozen layers. */
  readonly moved: number
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
