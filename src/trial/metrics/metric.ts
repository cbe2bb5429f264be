import type { Predictions } from './predictions.ts'

/** All that there is to say of a metric: one file each, one line in `index.ts`. */
export interface Metric {
  readonly goal: 'maximize' | 'minimize'
  /** The lowest and the highest value it can have: an interval ends there. */
  readonly bounds: readonly [low: number, high: number]
  /** One sentence for people; editors show it, too. */
  readonly meaning: string
  compute(predictions: Predictions): number
}

export const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length
