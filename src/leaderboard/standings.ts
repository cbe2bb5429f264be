import type { Objective, Trial, TrialState } from '../trial/trial.ts'
import { isTie } from './compare.ts'
import { foldsDone } from './counts.ts'
import { type LeaderboardRow, rowOf } from './row.ts'
import { comparable, reachedLoss } from './scores.ts'

/** A ranking that remembers what it has computed: the next one costs what has changed, and a look at the rest. */
export interface Standings {
  readonly objective: Objective
  readonly k: number
  /** To be given the same trials again and again, and more of them; one that changes is a new object. */
  rank(trials: readonly Trial[]): LeaderboardRow[]
}

/** A trial with what its place follows from. */
interface Standing {
  readonly trial: Trial
  /** Without its rank. */
  readonly row: LeaderboardRow
  /** The scores of a trial that gets a rank, and their mean as a loss. */
  readonly ranked: { readonly scores: readonly number[]; readonly loss: number } | undefined
  /** How far the others came. */
  readonly done: number
  readonly reached: number
}

/** A standing that may be replaced, and what was made of it the last time. */
interface Place {
  standing: Standing
  /** With the best; undefined when it is to be compared. */
  isTied?: boolean | undefined
  shown?: LeaderboardRow
}

export function createStandings(objective: Objective, k: number): Standings {
  /** By trial number. */
  const places: Place[] = []
  /** As it was the last time: sorting what is nearly sorted takes one pass. */
  const order: Place[] = []
  let best: Standing | undefined

  function look(trial: Trial, number: number): void {
    const place = places[number]
    if (place?.standing.trial === trial) return
    const standing = standingOf(trial, objective, k)
    if (place !== undefined) {
      place.standing = standing
      place.isTied = undefined
    } else {
      const added = { standing }
      places.push(added)
      order.push(added)
    }
  }

  /** How many of the first places are tied; a tie of one is none. */
  function countTied(ranked: number): number {
    const leader = order[0]?.standing
    if (leader?.ranked === undefined) return 0
    if (leader !== best) for (const place of places) place.isTied = undefined
    best = leader
    for (let at = ranked - 1; at > 0; at--) {
      const place = order[at]
      if (place?.standing.ranked === undefined) continue
      place.isTied ??= isTie(place.standing.ranked.scores, leader.ranked.scores)
      // A better trial than a tied one is tied too, however even its distance from the best: with few folds and images
      // equal differences are chance.
      if (place.isTied) return at + 1
    }
    return 0
  }

  return {
    objective,
    k,
    rank(trials) {
      if (trials.length < places.length) places.length = order.length = 0
      for (const [number, trial] of trials.entries()) look(trial, number)
      order.sort((a, b) => byPlace(a.standing, b.standing))
      const ranked = order.findLastIndex(({ standing }) => standing.ranked !== undefined) + 1
      const tied = countTied(ranked)
      return order.map((place, at) => {
        place.shown = withRank(place, at < ranked ? at + 1 : null, at < tied)
        return place.shown
      })
    },
  }
}

function withRank({ standing: { row }, shown }: Place, rank: number | null, tie: boolean): LeaderboardRow {
  const isSame = shown?.foldScores === row.foldScores && shown.rank === rank && shown.tie === tie
  return isSame ? shown : { ...row, rank, tie }
}

function standingOf(trial: Trial, objective: Objective, k: number): Standing {
  const row = rowOf(trial, objective, k)
  const { mean } = row
  const scores = row.foldScores.filter(score => score !== null)
  const hasRank = trial.state === 'completed' && scores.length === k && mean !== null
  const ranked = hasRank ? { scores, loss: comparable(objective, mean) } : undefined
  const reached = ranked === undefined ? reachedLoss(trial, objective) : 0
  return { trial, row, ranked, done: foldsDone(trial), reached }
}

/** Those with a rank by their loss, the earlier among equals; then the others by how far they came. */
function byPlace(a: Standing, b: Standing): number {
  if (a.ranked !== undefined && b.ranked !== undefined)
    return difference(a.ranked.loss, b.ranked.loss) || a.trial.number - b.trial.number
  if (a.ranked !== undefined || b.ranked !== undefined) return a.ranked !== undefined ? -1 : 1
  return byReach(a, b)
}

const stateOrder: Record<TrialState, number> = { completed: 0, running: 1, paused: 1, pruned: 2, failed: 3 }

/** Running before pruned before failed; then more finished folds, then the better score reached. */
function byReach(a: Standing, b: Standing): number {
  return (
    stateOrder[a.trial.state] - stateOrder[b.trial.state] ||
    b.done - a.done ||
    difference(a.reached, b.reached) ||
    a.trial.number - b.trial.number
  )
}

/** Of numbers that may be infinite. */
const difference = (a: number, b: number) => (a === b ? 0 : a - b)
