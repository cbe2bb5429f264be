import { createChanges } from '../base/changes.ts'
import { countFirst } from '../base/count-first.ts'
import type { Normal } from '../stats/chance-of-lowest.ts'
import { scoreOf, type Trial } from '../trial/trial.ts'
import { type Basis, foldImages } from './basis.ts'
import { type Estimates, estimate } from './estimates.ts'
import { type Outlook, outlookOf } from './outlook.ts'
import { afterRepeats, byPlace, type Place, placeOf } from './place.ts'
import { type Chance, possiblyBest } from './possibly-best.ts'
import type { LeaderboardRow } from './row.ts'

/** A ranking that remembers what it has computed: the next one costs what has changed. */
export interface Standings {
  readonly basis: Basis
  /** To be given the same trials again and again, and more of them; one that changes is a new object. */
  rank(trials: readonly Trial[]): readonly LeaderboardRow[]
  /** Of the trials ranked last. */
  outlook(): Outlook
  /** What a trial ranked last is worth, as a loss; its mean alone where nothing tells chance from merit. */
  merit(trial: number): Normal | undefined
}

/** More changes at once are sorted anew rather than put in their places one by one. */
const few = 50
/** Estimates move a little with every fold; what nobody would see is no change. */
const rounded = (value: number) => Math.round(value * 1e5) / 1e5

export function createStandings(basis: Basis): Standings {
  const { objective, k } = basis
  const lookFor = createChanges<Trial>()
  /** By trial number. */
  const places: Place[] = []
  let order: Place[] = []
  /** The same with finalists in the order that further splits gave them. */
  let ranking: readonly Place[] = order
  let rows: readonly LeaderboardRow[] = []
  let losses = new Float64Array()
  let offsets = new Float64Array()
  let estimates: Estimates | undefined
  /** Those of means over the folds of the search; the others know further splits, too. */
  let ofSearch: Estimates | undefined
  let chances: ReadonlyMap<number, Chance> = new Map()

  /** A trial as it is now. True if its losses are others than before. */
  function change(trial: Trial, index: number): boolean {
    const before = places[index]
    const place = placeOf(trial, basis)
    place.predicted = before?.predicted
    places[index] = place
    return before === undefined || hasOtherLosses(before, place)
  }

  function learn(trials: readonly Trial[]): void {
    if (offsets.length < places.length) offsets = new Float64Array(2 * places.length)
    for (const [index, { offset }] of places.entries()) offsets[index] = offset
    const images = foldImages(trials, basis)
    const all = places.reduce((most, place) => Math.max(most, place.losses?.length ?? 0), k)
    ofSearch = estimate({ losses: lossesIn(k), k, images, offsets })
    estimates =
      all === k ? ofSearch : estimate({ losses: lossesIn(all), k: all, images, offsets, isSelective: true })
  }

  /** [trials, columns] */
  function lossesIn(columns: number): Float64Array {
    const size = places.length * columns
    if (losses.length < size) losses = new Float64Array(2 * size)
    const filled = columns === k ? losses.subarray(0, size) : new Float64Array(size)
    for (const [index, place] of places.entries())
      for (let fold = 0; fold < columns; fold++)
        filled[index * columns + fold] = place.losses?.[fold] ?? Number.NaN
    return filled
  }

  /** Gives those whose predicted mean is another than before. */
  function predict(): number[] {
    return places.flatMap((place, index) => {
      const predicted = ofSearch?.predicted(index)
      const now = predicted === undefined ? undefined : rounded(predicted)
      if (now === place.predicted) return []
      place.predicted = now
      return place.loss === undefined ? index : []
    })
  }

  function reorder(moved: ReadonlySet<number>): void {
    if (moved.size > few) {
      order = places.toSorted(byPlace)
      return
    }
    order = order.filter(({ trial: { number } }) => !moved.has(number))
    for (const index of moved) {
      const place = places[index]
      if (place !== undefined) order.splice(indexFor(place, order), 0, place)
    }
  }

  function findChances(): ReadonlyMap<number, Chance> {
    const candidates = places.flatMap((_, place) => {
      const merit = estimates?.merit(place)
      return merit === undefined ? [] : { place, ...merit }
    })
    return possiblyBest(candidates)
  }

  function show(place: Place, at: number, isGroup: boolean, isKnown: boolean): LeaderboardRow {
    const { row, loss, trial, shown, predicted } = place
    const chance = chances.get(trial.number)
    const isResult = place.losses !== undefined && place.predicted !== undefined
    const now = {
      rank: loss === undefined ? null : at + 1,
      predicted: loss === undefined ? scoreOrNull(predicted) : row.mean,
      tie: isKnown ? isGroup && chance?.isInGroup === true : loss !== undefined && isGroup,
      chanceOfBest: isKnown && isResult ? rounded(chance?.chance ?? 0) : null,
      shrunk: chance?.isInGroup === true ? rounded(scoreOf(objective, chance.merit)) : null,
    }
    if (shown === undefined || !isShown(now, shown)) place.shown = { ...row, ...now }
    return place.shown ?? row
  }

  const scoreOrNull = (loss: number | undefined) => (loss === undefined ? null : scoreOf(objective, loss))

  return {
    basis,
    rank(trials) {
      const moved = new Set<number>()
      let isNews = false
      lookFor(trials, (trial, index) => {
        moved.add(index)
        isNews = change(trial, index) || isNews
      })
      if (moved.size === 0) return rows
      if (isNews) {
        learn(trials)
        for (const index of predict()) moved.add(index)
        chances = findChances()
      }
      reorder(moved)
      const isKnown = chances.size > 0
      const ranked = countFirst(order, ({ loss }) => loss !== undefined)
      const inGroup = [...chances.values()].filter(({ isInGroup }) => isInGroup).length
      const isGroup = isKnown ? inGroup > 1 : ranked > 1
      ranking = afterRepeats(order, objective)
      rows = ranking.map((place, at) => show(place, at, isGroup, isKnown))
      return rows
    },
    merit(trial) {
      const mean = ofSearch?.predicted(trial)
      return estimates?.merit(trial) ?? (mean === undefined ? undefined : { mean, sd: 0 })
    },
    outlook: () => outlookOf({ basis, order: ranking, estimates, chances }),
  }
}

/** Where a place belongs in the order of the others. */
const indexFor = (place: Place, order: readonly Place[]) =>
  countFirst(order, other => byPlace(other, place) < 0)

function hasOtherLosses(a: Place, b: Place): boolean {
  if (a.losses === undefined || b.losses === undefined) return a.losses !== b.losses
  return (
    a.offset !== b.offset ||
    a.losses.length !== b.losses.length ||
    b.losses.some((loss, fold) => !Object.is(loss, a.losses?.[fold]))
  )
}

const isShown = (now: Partial<LeaderboardRow>, shown: LeaderboardRow) =>
  now.rank === shown.rank &&
  now.predicted === shown.predicted &&
  now.tie === shown.tie &&
  now.chanceOfBest === shown.chanceOfBest &&
  now.shrunk === shown.shrunk
