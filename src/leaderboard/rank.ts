import type { MetricName } from '../trial/recipe.ts'
import type { Objective, Results, Trial } from '../trial/trial.ts'
import type { LeaderboardRow } from './row.ts'
import { createStandings, type Standings } from './standings.ts'

export type { LeaderboardRow }

/** The ranking as `leaderboard --json` prints it. Scores are in the user's own metric. */
export interface Leaderboard {
  readonly run: string
  readonly metric: MetricName
  readonly goal: Objective['goal']
  readonly folds: { readonly k: number; readonly hash: string }
  readonly trials: readonly LeaderboardRow[]
}

/** Of each list of trials that was ranked; the list may have changed since. */
const remembered = new WeakMap<readonly Trial[], Standings>()

/**
 * Completed trials by their mean (the earlier wins among equals), then the others by how far they came. Asked again
 * about the same state, it computes what has changed.
 */
export function leaderboard(state: Results): Leaderboard {
  const { name: run, objective, trials } = state
  const folds = state.data?.folds ?? { k: Math.max(0, ...trials.map(trial => trial.folds.length)), hash: '' }
  const known = remembered.get(trials)
  const standings = known && isFor(known, objective, folds.k) ? known : createStandings(objective, folds.k)
  remembered.set(trials, standings)
  return { run, ...objective, folds, trials: standings.rank(trials) }
}

const isFor = ({ objective, k }: Standings, { metric, goal }: Objective, folds: number) =>
  objective.metric === metric && objective.goal === goal && k === folds
