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

/** How the images are split. */
export interface Split {
  readonly k: number
  /** That a fold is validated on; undefined where losses are not of images. */
  readonly images: number | undefined
}

/** The other trials whose results may be known, none of which failed, in the order of their numbers. */
export interface Peers {
  readonly count: number
  at(index: number): Curves
  /** How many of them were trained to their end. */
  readonly finished: number
  /** Undefined where nobody knows how many folds there will be. */
  readonly split?: Split | undefined
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
  /** Whether configs follow from results; they do unless told. */
  readonly samplerLearns?: boolean
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
  /** Takes up again what it has paused. */
  readonly racing?: Racing
}

/** Every trial with the losses that may be known at a moment. */
export interface Field extends Split {
  /** [trials, k], NaN where a fold is missing. A trial that failed has none. */
  readonly losses: Float64Array
  /** `pending`: it was taken up again, and what came of it may not be known yet. `out`: it gets no further fold. */
  stateOf(trial: number): 'paused' | 'pending' | 'out'
}

/**
 * Paused trials get further folds one by one, when no new trial may begin. Each time a trial is taken up it gets one fold
 * and is paused again, or is complete. Pure.
 */
export interface Racing {
  /** Trial t begins with fold t mod k. */
  readonly rotates: boolean
  /** Every trial is paused after its first fold, whatever that came to. */
  readonly isBreadthFirst: boolean
  /** Plain heads on cached activations, which train in a moment, get all their folds at once. */
  readonly sparesPlainHeads: boolean
  /** After so many trials the best one is completed before another begins. */
  isLap(trials: number): boolean
  /** Which trial gets the next fold. `wait`: for what is pending. `over`: no further fold is worth its time. */
  next(field: Field, isLap: boolean): number | 'wait' | 'over'
  /** Why it waits, in words and numbers. */
  waiting(trial: Curves): string
  /** What is expected of a trial that will get no further fold. */
  farewell(field: Field): (trial: number) => string
}
