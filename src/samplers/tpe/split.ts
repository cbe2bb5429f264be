import type { Observation } from '../sampler.ts'

export interface Split {
  readonly good: readonly Observation[]
  readonly bad: readonly Observation[]
}

/** So many more would make the good less special and the question slower. */
const mostGood = 50

/**
 * The best share of the observations and the rest, each from best to worst. By their means as they are: to be lenient or
 * strict with those that few folds have seen, or to count them on both sides, did not help. One that diverged is bad
 * whatever the others are.
 */
export function splitByLoss(observations: readonly Observation[], share: number): Split {
  const ranked = [...observations].sort((a, b) => order(a.loss, b.loss) || a.trial - b.trial)
  const finite = ranked.findIndex(({ loss }) => loss === Infinity)
  const count = Math.min(Math.ceil(share * ranked.length), mostGood, finite === -1 ? Infinity : finite)
  return { good: ranked.slice(0, count), bad: ranked.slice(count) }
}

/** Infinity − Infinity is not a number. */
const order = (a: number, b: number) => (a === b ? 0 : a - b)
