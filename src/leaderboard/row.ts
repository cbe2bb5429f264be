import type { Config } from '../space/parameter.ts'
import type { Cause } from '../trial/job.ts'
import type { Origin, Trial, TrialState } from '../trial/trial.ts'
import type { Basis } from './basis.ts'
import { confirmed } from './confirmed.ts'
import { type HoldoutScore, holdoutOf } from './holdout.ts'
import { intervalOf } from './interval.ts'
import { foldScores, meanScore } from './scores.ts'

/** How a trial stands among several objectives. */
export interface Standing {
  /** Of every objective, by its name, in its own units; null where it is not known. */
  readonly values: Readonly<Record<string, number | null>>
  /** No other completed trial is as good in everything and better in something. */
  readonly front: boolean
  /** The front bends most here. */
  readonly knee: boolean
  /** Not on the front, but it would be if its score were better by half its interval. */
  readonly nearFront: boolean
}

/** A trial as the leaderboard tells of it; a `Standing` where there are several objectives. */
export interface LeaderboardRow extends Partial<Standing> {
  /** 1 is best; null unless all folds are done. */
  readonly rank: number | null
  readonly trial: number
  readonly state: TrialState
  readonly config: Config
  /** `baseline`: a logistic regression on frozen features, which the others must beat. */
  readonly origin: Origin
  /** Mean over the finished folds, of a finalist over those of complete repeats, too. */
  readonly mean: number | null
  /** 95 % interval of the mean; null unless all folds are done. */
  readonly low: number | null
  readonly high: number | null
  /** One a fold; null where it is not done. */
  readonly foldScores: readonly (number | null)[]
  /** Of a finalist: those on further splits, split by split. */
  readonly repeatScores: readonly number[]
  /** The mean as it is expected over all folds, those that are missing included; null before the first. */
  readonly predicted: number | null
  /** It is in the group of the possibly best; true for the best itself only when another one is in it. */
  readonly tie: boolean
  /** The chance that no other trial is better; 0 of those out of reach, null where chance cannot be told from merit. */
  readonly chanceOfBest: number | null
  /** Of the possibly best: the score to be expected on new images, as the best of many is best by luck, too. */
  readonly shrunk: number | null
  /** The score on images that were kept apart from the search, where it was asked for. */
  readonly holdout: HoldoutScore | null
  /** Epochs trained, over all folds. */
  readonly epochs: number
  /** Training time, over all folds. */
  readonly seconds: number
  readonly reason: string
  /** Of a failed trial; one that diverged is a result, and the worst. */
  readonly cause: Cause | null
}

/** The row of a trial, without its rank and what follows from the other trials. */
export function rowOf(trial: Trial, basis: Basis): LeaderboardRow {
  const { objective, k } = basis
  const scores = foldScores(trial, objective, k)
  const all = confirmed(trial)
  const trained = [...trial.folds, ...(trial.repeats ?? [])]
  const interval = trial.state === 'completed' ? intervalOf(trial, basis) : undefined
  return {
    rank: null,
    trial: trial.number,
    state: trial.state,
    config: trial.config,
    origin: trial.origin,
    mean: meanScore(all, objective),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    foldScores: scores,
    repeatScores: foldScores(all, objective, all.folds.length)
      .slice(trial.folds.length)
      .flatMap(score => score ?? []),
    predicted: null,
    tie: false,
    chanceOfBest: null,
    shrunk: null,
    holdout: holdoutOf(trial, basis),
    epochs: trained.reduce((sum, fold) => sum + (fold?.curve.length ?? 0), 0),
    seconds: trained.reduce((sum, fold) => sum + (fold?.seconds ?? 0), 0),
    reason: trial.reason,
    cause: trial.cause ?? null,
  }
}
