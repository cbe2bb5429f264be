import { goalOf } from '../trial/metrics/index.ts'
import type { MetricName, Metrics } from '../trial/recipe.ts'
import { lossOf } from '../trial/trial.ts'

/** Follows a fold's epochs: which was best, and whether the stage has gone on too long without a better one. */
export interface BestSoFar {
  /** Notes an epoch's metrics; true when it is the best so far. */
  note(epoch: number, metrics: Metrics): boolean
  /** Patience is used up in this stage. Never true without early stopping. */
  isExhausted(): boolean
  /** A new stage has its own patience; the best epoch so far stays the one to beat. */
  nextStage(): void
  readonly best: { readonly epoch: number; readonly metrics: Metrics } | undefined
}

export interface EarlyStopping {
  readonly patience: number
  /** An epoch must be better by more than this to count. */
  readonly minDelta: number
}

export function followBest(metric: MetricName, stopping: EarlyStopping | null): BestSoFar {
  const objective = { metric, goal: goalOf(metric) }
  const minDelta = stopping?.minDelta ?? 0
  let best: { epoch: number; metrics: Metrics; loss: number } | undefined
  let epochsWithout = 0
  return {
    note(epoch, metrics) {
      const loss = lossOf(objective, metrics)
      const isBetter = best === undefined || loss < best.loss - minDelta
      if (isBetter) best = { epoch, metrics, loss }
      epochsWithout = isBetter ? 0 : epochsWithout + 1
      return isBetter
    },
    isExhausted: () => stopping !== null && epochsWithout >= stopping.patience,
    nextStage() {
      epochsWithout = 0
    },
    get best() {
      return best
    },
  }
}
