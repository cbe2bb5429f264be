import { probit } from 'simple-statistics'
import { type Cell, type Effect, effectsOf, keyOf } from './cell.ts'
import { type Belief, posteriorOf, type Seen } from './posterior.ts'
import { atMost, emptyTally, type Tally, withOne } from './tally.ts'

/** What one cell is known by; `cell` as in `keyOf`. */
export interface SeenCell {
  readonly cell: Cell
  readonly tally: Tally
}

/** Seconds that work will take. */
export interface Estimate {
  /** The most likely, and the average of many such. */
  readonly likely: number
  readonly mean: number
  /** Deviation of the logarithm that all such work shares: that of a sum of many. */
  readonly deviation: number
  /** They will not be exceeded with this probability. */
  quantile(probability: number): number
}

/**
 * How long work takes on this machine: a guess, corrected by what earlier work of its kind has taken. Each new
 * observation sharpens what is known of all work that has something in common with it.
 */
export interface CostModel {
  /** `guess` and `seconds` of a piece of work that is done. */
  observe(cell: Cell, guess: number, seconds: number): void
  /** `guess` in seconds, before any correction. */
  estimate(cell: Cell, guess: number): Estimate
  /** What was seen since this was asked last, to be kept. */
  take(): SeenCell[]
  /** Grows when estimates may have changed. */
  readonly version: number
}

/** The machine has other things to do today than it had then, or fewer. */
const today: Effect = { name: 'today', deviation: 0.15 }
/** What is kept from earlier sessions counts like so many pieces of work in each cell. */
const mostKept = 30
/** Deviations of a prediction beyond which something else has happened: a computer that slept, a first compilation. */
const mostDeviations = 3
/** Before that nothing is beyond reason. */
const knownDeviation = 0.5
/** Nothing that a clock shows is shorter. */
const leastSeconds = 1e-5

export function createCostModel(kept: readonly SeenCell[] = []): CostModel {
  const old = kept.map(
    ({ cell, tally }): Seen => ({ effects: effectsOf(cell), tally: atMost(mostKept, tally) }),
  )
  const fresh = new Map<string, SeenCell>()
  const untaken = new Map<string, SeenCell>()
  const beliefs = new Map<string, Belief>()
  let believe = posteriorOf(old)
  let observed = 0
  let reckonedAt = 0
  let version = 0

  /** Not after each of a thousand heads: what is one more then changes nothing. */
  function reckon(): void {
    if (observed < reckonedAt * 1.05 + (reckonedAt > 20 ? 1 : 0) || observed === reckonedAt) return
    const now = [...fresh.values()].map(
      ({ cell, tally }): Seen => ({ effects: [...effectsOf(cell), today], tally }),
    )
    believe = posteriorOf([...old, ...now])
    beliefs.clear()
    reckonedAt = observed
    version++
  }

  function beliefOf(cell: Cell): Belief {
    reckon()
    const key = keyOf(cell)
    const found = beliefs.get(key) ?? believe([...effectsOf(cell), today])
    beliefs.set(key, found)
    return found
  }

  return {
    observe(cell, guess, seconds) {
      if (!(guess > 0 && seconds >= 0)) return
      const belief = beliefOf(cell)
      const isKnown = belief.deviation < knownDeviation
      const most = isKnown ? mostDeviations * Math.hypot(belief.deviation, belief.noise) : Infinity
      const surprise = Math.log(Math.max(seconds, leastSeconds) / guess) - belief.mean
      const value = belief.mean + Math.min(most, Math.max(-most, surprise))
      for (const seen of [fresh, untaken]) {
        const key = keyOf(cell)
        seen.set(key, { cell, tally: withOne(seen.get(key)?.tally ?? emptyTally, value) })
      }
      observed++
    },
    estimate: (cell, guess) => estimateOf(beliefOf(cell), guess),
    take() {
      const taken = [...untaken.values()]
      untaken.clear()
      return taken
    },
    get version() {
      reckon()
      return version
    },
  }
}

function estimateOf({ mean, deviation, noise }: Belief, guess: number): Estimate {
  const likely = guess * Math.exp(mean)
  const spread = Math.hypot(deviation, noise)
  return {
    likely,
    mean: likely * Math.exp(noise ** 2 / 2),
    deviation,
    quantile: probability => likely * Math.exp(spread * probit(probability)),
  }
}
