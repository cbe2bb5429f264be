import type { Best } from '../leaderboard/best.ts'
import type { Counts } from '../leaderboard/counts.ts'
import type { Sweep } from '../sweep/sweep.ts'
import type { Latency, UsedWeights } from '../trial/network.ts'
import type { Results, Trial } from '../trial/trial.ts'
import type { Hold } from './hold.ts'

/** `paused`: the session is there, and begins nothing new. */
export type RunStatus = 'preparing' | 'running' | 'paused' | 'finished' | 'interrupted' | 'failed'

export interface RunData {
  readonly classes: readonly string[]
  readonly images: number
  readonly skipped: readonly { readonly file: string; readonly reason: string }[]
  readonly imagesHash: string
  readonly folds: { readonly k: number; readonly hash: string }
  readonly holdout: number
  /** Undefined where nobody looked for them. */
  readonly duplicates?: RunDuplicates
}

/** Files by groups that show the same picture; `identical` to the last pixel. The folds were made knowing them. */
export interface RunDuplicates {
  readonly groups: readonly (readonly string[])[]
  readonly identical: readonly (readonly string[])[]
  /** The folds were given by a file or a table. Not in older journals. */
  readonly hasFixedFolds?: boolean
  /** Groups that are on both sides of the holdout or of a fold all the same. Not in older journals. */
  readonly split?: number
}

export interface Note {
  readonly at: string
  readonly level: 'info' | 'warning'
  readonly text: string
}

/** A paused trial was taken up again. */
export interface Resumption {
  readonly trial: number
  /** So many trials had begun by then. */
  readonly trials: number
}

/** A fold of a trial. */
export interface FoldPlace {
  readonly trial: number
  readonly fold: number
}

/**
 * Everything a run's journal says, folded. It changes in place with every event (a trial that changes is replaced by a
 * new object): what must be kept as it was has to be copied.
 */
export interface RunState extends Results {
  readonly name: string
  /** Undefined before the journal's first line. */
  readonly sweep: Sweep | undefined
  /** See the event `run`; undefined in runs of older versions. */
  readonly lookAhead: number | null | undefined
  readonly scoring: 'crossFitted' | undefined
  /** Of the search-space file's text when the run began; not in older runs. */
  readonly fileHash: string | undefined
  readonly seed: number
  readonly startedAt: string
  readonly endedAt: string | undefined
  readonly status: RunStatus
  readonly reason: string
  /** What `reason` says of a paused run is the last one's. */
  readonly holds: readonly Hold[]
  readonly data: RunData | undefined
  readonly session:
    | {
        readonly engine: string
        readonly device: string
        readonly workers: number
        readonly host?: string
        /** Version of the program. */
        readonly program?: string
      }
    | undefined
  /** When the present or last session began. */
  readonly sessionAt: string | undefined
  /** Indexed by trial number. */
  readonly trials: readonly Trial[]
  readonly notes: readonly Note[]
  /** Where latency is an objective: what was measured, and on which engine. */
  readonly latencies: readonly (Latency & { readonly engine: string })[]
  /** The weights that were used, as they were. */
  readonly weights: readonly UsedWeights[]
  /** Paused trials that were taken up again, in order: the clock of a race's second part. */
  readonly resumptions: readonly Resumption[]
  /** Trials that were scored on the holdout, in that order. */
  readonly heldOut: readonly number[]
  /** Numbers of the trials that are running, lowest first, and of those that are paused. */
  readonly open: ReadonlySet<number>
  readonly paused: ReadonlySet<number>
  /** Folds that are being trained, by `foldKey`, longest first. */
  readonly running: ReadonlyMap<string, FoldPlace>
  readonly counts: Counts
  /** The completed trial with the best mean; among equals the earliest to complete. */
  readonly best: Best | undefined
}

export const foldKey = (trial: number, fold: number) => `${trial}/${fold}`
