import type { Memo } from '../base/memo.ts'
import type { Place } from '../trial/trial.ts'

/** What a pruner sees of a trial: losses (lower is better). */
export interface Curves {
  readonly trial: number
  /** fold → epoch → loss; folds that have not begun are empty. */
  readonly folds: readonly (readonly number[])[]
  /** What each fold came to; undefined before its end. */
  readonly scores: readonly (number | undefined)[]
  readonly finished: boolean
  /** Of a trial that fine-tunes: how many of each fold's epochs so far were the head's, which come first. */
  readonly headEpochs?: readonly number[]
}

/** The other trials whose results may be known, none of which failed, in the order of their numbers. */
export interface Peers {
  readonly count: number
  at(index: number): Curves
  /** How many of them were trained to their end. */
  readonly finished: number
  /** Kept from one verdict to the next: what is computed there must depend on nothing but these trials. */
  readonly memo: Memo
}

/** `pause`: no further folds for now. */
export type Verdict =
  | { readonly action: 'go on' }
  | { readonly action: 'pause' | 'stop'; readonly reason: string }

/** What the reason of a verdict calls the losses: "accuracy 0.412" rather than "loss −0.412". */
export interface PrunedMetric {
  readonly metric: string
  readonly goal: 'maximize' | 'minimize'
}

export const goOn: Verdict = { action: 'go on' }

/**
 * Judges a trial after an epoch of a fold, or after a fold: what it has come to by then, and nothing later, is in its
 * curves. Folds are judged in their order, whichever ends first. Pure.
 */
export interface Pruner {
  (trial: Curves, peers: Peers, at: Place): Verdict
  /** Is not worth asking. */
  readonly neverStops?: true
}
