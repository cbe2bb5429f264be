import { createChanges } from '../base/changes.ts'
import { countFirst } from '../base/count-first.ts'
import type { Objective, Trial, TrialState } from '../trial/trial.ts'
import { isTie } from './compare.ts'
import { foldsDone } from './counts.ts'
import { type LeaderboardRow, rowOf } from './row.ts'
import { comparable, reachedLoss } from './scores.ts'

/** A ranking that remembers what it has computed: the next one costs what has changed. */
export interface Standings {
  readonly objective: Objective
  readonly k: number
  /** To be given the same trials again and again, and more of them; one that changes is a new object. */
  rank(trials: readonly Trial[]): readonly LeaderboardRow[]
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
  isTied: boolean | undefined
  shown: LeaderboardRow | undefined
}

/** More changes at once are sorted anew rather than put in their places one by one. */
const few = 50

export function createStandings(objective: Objective, k: number): Standings {
  const lookFor = createChanges<Trial>()
  /** By trial number. */
  const places: Place[] = []
  let order: Place[] = []
  let rows: readonly LeaderboardRow[] = []
  let best: Standing | undefined
  let lastTied: Place | undefined
  let tied = 0

  function change(trial: Trial, index: number): Place {
    const fresh = { standing: standingOf(trial, objective, k), isTied: undefined, shown: undefined }
    const place = Object.assign(places[index] ?? {}, fresh)
    places[index] = place
    return place
  }

  /** Puts the changed ones where they belong. Gives the order before, without them. */
  function reorder(changed: readonly number[], trials: readonly Trial[]): (Place | undefined)[] {
    const before: (Place | undefined)[] = order.slice()
    const isBulk = changed.length > few
    const moved = changed.flatMap(index => {
      const [trial, known] = [trials[index], places[index]]
      if (known !== undefined && !isBulk) {
        before[before.indexOf(known)] = undefined
        order.splice(order.indexOf(known), 1)
      }
      return trial === undefined ? [] : change(trial, index)
    })
    if (isBulk) order = places.toSorted(byPlace)
    else for (const place of moved) order.splice(indexFor(place, order), 0, place)
    return isBulk ? [] : before
  }

  function isTied(place: Place, leader: Standing): boolean {
    const { ranked } = place.standing
    if (ranked === undefined || leader.ranked === undefined || place.standing === leader) return false
    place.isTied ??= isTie(ranked.scores, leader.ranked.scores)
    return place.isTied
  }

  function findLastTied(changed: readonly number[]): Place | undefined {
    const leader = order[0]?.standing
    if (leader === undefined) return undefined
    const isNew = leader !== best
    best = leader
    if (isNew) for (const place of places) place.isTied = undefined
    if (isNew || changed.length > few || (lastTied !== undefined && lastTied.isTied === undefined))
      return order.findLast(place => isTied(place, leader))
    const candidates = changed.flatMap(index => places[index] ?? []).filter(place => isTied(place, leader))
    return [lastTied, ...candidates].reduce((a, b) => (!a || (b && byPlace(a, b) < 0) ? b : a))
  }

  function show(place: Place, at: number): LeaderboardRow {
    const { row, ranked } = place.standing
    const [rank, tie] = ranked === undefined ? [null, false] : [at + 1, at < tied]
    if (place.shown?.rank !== rank || place.shown.tie !== tie) place.shown = { ...row, rank, tie }
    return place.shown
  }

  return {
    objective,
    k,
    rank(trials) {
      const changed: number[] = []
      lookFor(trials, (_, index) => changed.push(index))
      if (changed.length === 0) return rows
      const before = reorder(changed, trials)
      lastTied = findLastTied(changed)
      const tiedBefore = tied
      // A better trial than a tied one is tied too, however even its distance from the best: with few folds and images
      // equal differences are chance.
      tied = lastTied === undefined ? 0 : order.indexOf(lastTied) + 1
      const isAsBefore = (at: number) => order[at] === before[at] && at < tied === at < tiedBefore
      rows = order.map((place, at) => (isAsBefore(at) && rows[at]) || show(place, at))
      return rows
    },
  }
}

/** Where a place belongs in the order of the others. */
const indexFor = (place: Place, order: readonly Place[]) =>
  countFirst(order, other => byPlace(other, place) < 0)

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
function byPlace({ standing: a }: Place, { standing: b }: Place): number {
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
