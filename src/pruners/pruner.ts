/** What a pruner sees of a trial: losses (lower is better) after each epoch of each fold. */
export interface Curves {
  readonly trial: number
  /** fold → epoch → loss; folds that have not begun are empty arrays. */
  readonly folds: readonly (readonly number[])[]
  readonly finished: boolean
}

export type Verdict = { readonly action: 'go on' } | { readonly action: 'stop'; readonly reason: string }

/** What the reason of a verdict calls the losses: "accuracy 0.412" rather than "loss −0.412". */
export interface PrunedMetric {
  readonly metric: string
  readonly goal: 'maximize' | 'minimize'
}

export const goOn: Verdict = { action: 'go on' }

/** Judges a trial after the report at (fold, epoch), which is already in its curves. Pure. */
export type Pruner = (trial: Curves, peers: readonly Curves[], at: { fold: number; epoch: number }) => Verdict
