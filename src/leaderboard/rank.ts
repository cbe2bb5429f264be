import type { Aim } from '../trial/measures.ts'
import type { MetricName } from '../trial/recipe.ts'
import type { Objective, Results, Trial } from '../trial/trial.ts'
import { type Basis, basisOf } from './basis.ts'
import { createMarker, type Marker } from './front.ts'
import type { Judged } from './importance/importance.ts'
import type { Outlook } from './outlook.ts'
import type { LeaderboardRow } from './row.ts'
import { createStandings, type Standings } from './standings.ts'

export type { LeaderboardRow }

/** The ranking as `leaderboard --json` prints it. Scores are in the user's own metric. */
export interface Leaderboard {
  readonly run: string
  readonly metric: MetricName
  readonly goal: Objective['goal']
  /** Where there are several: all of them, the metric first. */
  readonly objectives?: readonly Aim[]
  readonly folds: { readonly k: number; readonly hash: string }
  readonly trials: readonly LeaderboardRow[]
}

/** Of each list of trials that was ranked; the list may have changed since. */
const remembered = new WeakMap<readonly Trial[], Standings>()

/**
 * Completed trials by their mean (the earlier wins among equals), then the others by what they promise. Asked again
 * about the same state, it computes what has changed.
 */
export function leaderboard(state: Results): Leaderboard {
  const { name: run, objective, objectives, data } = state
  const { k } = basisOf(state)
  const rows = standingsOf(state).rank(state.trials)
  const common = { run, ...objective, folds: { k, hash: data?.folds.hash ?? '' } }
  if (objectives.length < 2) return { ...common, trials: rows }
  return { ...common, objectives, trials: markerOf(state)(rows, state.trials) }
}

/** What can be said of the top beyond the ranking. */
export function outlook(state: Results): Outlook {
  const standings = standingsOf(state)
  standings.rank(state.trials)
  return standings.outlook()
}

/** The results with what each is worth, a diverged one as the worst of all; without those of which nothing is known. */
export function judged(state: Results): Judged[] {
  const standings = standingsOf(state)
  standings.rank(state.trials)
  return state.trials.flatMap(({ number, config, cause }) => {
    const diverged = { mean: Number.POSITIVE_INFINITY, sd: 0 }
    const merit = cause === 'diverged' ? diverged : standings.merit(number)
    return merit === undefined ? [] : { config, merit }
  })
}

function standingsOf(state: Results): Standings {
  const basis = basisOf(state)
  const known = remembered.get(state.trials)
  const standings = known && isFor(known, basis) ? known : createStandings(basis)
  remembered.set(state.trials, standings)
  return standings
}

const markers = new WeakMap<readonly Trial[], Marker>()

function markerOf({ trials, objectives }: Results): Marker {
  const marker = markers.get(trials) ?? createMarker(objectives)
  markers.set(trials, marker)
  return marker
}

const isFor = ({ basis: { objective, k, images } }: Standings, wanted: Basis) =>
  objective.metric === wanted.objective.metric &&
  objective.goal === wanted.objective.goal &&
  k === wanted.k &&
  images === wanted.images
