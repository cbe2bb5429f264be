import type { ClassCounts, Predictions } from './predictions.ts'

/** All that there is to say of a metric: one file each, one line in `index.ts`. */
export interface Metric {
  readonly goal: 'maximize' | 'minimize'
  /** The lowest and the highest value it can have: an interval ends there. */
  readonly bounds: readonly [low: number, high: number]
  /** One sentence for people; editors show it, too. */
  readonly meaning: string
  /** It is a share of all images, or a mean of shares in each class: how far chance moves it follows from their number. */
  readonly shareOf?: 'images' | 'classes'
  /** From the counts alone: those of all folds together give a better value than the mean of the folds' own. */
  readonly ofCounts?: (counts: ClassCounts) => number
  compute(predictions: Predictions): number
}

export const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length
