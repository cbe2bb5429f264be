import type { Config } from '../space/parameter.ts'
import type { MetricName } from '../trial/recipe.ts'
import { type Objective, type Results, scoreOf, type Trial, type TrialState } from '../trial/trial.ts'
import { intervalOf, isTie } from './compare.ts'
import { foldScores, meanScore, reachedLoss } from './scores.ts'

/** The ranking as `leaderboard --json` prints it. Scores are in the user's own metric. */
export interface Leaderboard {
  readonly run: string
  readonly metric: MetricName
  readonly goal: Objective['goal']
  readonly folds: { readonly k: number; readonly hash: string }
  readonly trials: readonly LeaderboardRow[]
}

export interface LeaderboardRow {
  /** 1 is best; null unless all folds are done. */
  readonly rank: number | null
  readonly trial: number
  readonly state: TrialState
  readonly config: Config
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

/** Completed trials by their mean (the earlier wins among equals), then the others by how far they came. */
export function leaderboard(state: Results): Leaderboard {
  const { name: run, objective, trials } = state
  const folds = state.data?.folds ?? { k: Math.max(0, ...trials.map(trial => trial.folds.length)), hash: '' }
  const rows = trials.map(trial => rowOf(trial, objective, folds.k))
  const ranked = rows.filter(isComplete).sort((a, b) => byMean(objective, a, b))
  const rest = trials
    .filter(trial => !isComplete(rows[trial.number]))
    .sort((a, b) => byReach(objective, a, b))
    .flatMap(trial => rows[trial.number] ?? [])
  return { run, ...objective, folds, trials: [...withRanks(ranked), ...rest] }
}

type Complete = LeaderboardRow & { readonly mean: number; readonly foldScores: readonly number[] }

function isComplete(row: LeaderboardRow | undefined): row is Complete {
  return row?.state === 'completed' && row.mean !== null && row.foldScores.every(score => score !== null)
}

function rowOf(trial: Trial, objective: Objective, k: number): LeaderboardRow {
  const scores = foldScores(trial, objective, k)
  const known = scores.filter(score => score !== null)
  const interval =
    trial.state === 'completed' && known.length === k ? intervalOf(known, objective.metric) : undefined
  const folds = trial.folds.filter(fold => fold !== undefined)
  return {
    rank: null,
    trial: trial.number,
    state: trial.state,
    config: trial.config,
    mean: meanScore(trial, objective),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    foldScores: scores,
    tie: false,
    epochs: folds.reduce((sum, fold) => sum + fold.curve.length, 0),
    seconds: folds.reduce((sum, fold) => sum + fold.seconds, 0),
    reason: trial.reason,
  }
}

function withRanks(ranked: readonly Complete[]): LeaderboardRow[] {
  const [best, ...others] = ranked
  if (best === undefined) return []
  const lastTied = others.findLastIndex(row => isTie(row.foldScores, best.foldScores))
  // A better trial than a tied one is tied too, however even its distance from the best: with few folds and images
  // equal differences are chance.
  const rows = others.map((row, i) => ({ ...row, rank: i + 2, tie: i <= lastTied }))
  return [{ ...best, rank: 1, tie: lastTied >= 0 }, ...rows]
}

function byMean(objective: Objective, a: Complete, b: Complete): number {
  return scoreOf(objective, a.mean) - scoreOf(objective, b.mean) || a.trial - b.trial
}

const order: Record<TrialState, number> = { completed: 0, running: 1, paused: 1, pruned: 2, failed: 3 }

/** Running before pruned before failed; then more finished folds, then the better score reached. */
function byReach(objective: Objective, a: Trial, b: Trial): number {
  const done = ({ folds }: Trial) => folds.filter(fold => fold?.state === 'done').length
  const [reachedA, reachedB] = [reachedLoss(a, objective), reachedLoss(b, objective)]
  return (
    order[a.state] - order[b.state] ||
    done(b) - done(a) ||
    (reachedA === reachedB ? 0 : reachedA - reachedB) ||
    a.number - b.number
  )
}
