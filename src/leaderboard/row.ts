import type { Config } from '../space/parameter.ts'
import type { Objective, Origin, Trial, TrialState } from '../trial/trial.ts'
import { intervalOf } from './compare.ts'
import { foldScores, meanScore } from './scores.ts'

/** A trial as the leaderboard tells of it. */
export interface LeaderboardRow {
  /** 1 is best; null unless all folds are done. */
  readonly rank: number | null
  readonly trial: number
  readonly state: TrialState
  readonly config: Config
  /** `baseline`: a logistic regression on frozen features, which the others must beat. */
  readonly origin: Origin
  /** Mean over the finished folds. */
  readonly mean: number | null
  /** 95 % interval of the mean; null unless all folds are done. */
  readonly low: number | null
  readonly high: number | null
  /** One a fold; null where it is not done. */
  readonly foldScores: readonly (number | null)[]
  /** The folds cannot tell it from the best; true for the best itself only when another one is tied with it. */
  readonly tie: boolean
  /** Epochs trained, over all folds. */
  readonly epochs: number
  /** Training time, over all folds. */
  readonly seconds: number
  readonly reason: string
}

/** The row of a trial on k folds, without its rank. */
export function rowOf(trial: Trial, objective: Objective, k: number): LeaderboardRow {
  const scores = foldScores(trial, objective, k)
  const known = scores.filter(score => score !== null)
  const interval =
    trial.state === 'completed' && known.length === k ? intervalOf(known, objective.metric) : undefined
  return {
    rank: null,
    trial: trial.number,
    state: trial.state,
    config: trial.config,
    origin: trial.origin,
    mean: meanScore(trial, objective),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    foldScores: scores,
    tie: false,
    epochs: trial.folds.reduce((sum, fold) => sum + (fold?.curve.length ?? 0), 0),
    seconds: trial.folds.reduce((sum, fold) => sum + (fold?.seconds ?? 0), 0),
    reason: trial.reason,
  }
}
