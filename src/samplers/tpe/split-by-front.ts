import { contribution } from '../../stats/hypervolume.ts'
import type { Observation } from '../sampler.ts'
import { bestOfSeveral, isSound, normalised, type Seen, severalOf } from '../several/front.ts'
import { type Split, splitByLoss } from './split.ts'

interface WeightedSplit extends Split {
  /** Of the good, one each; all the same unless given. */
  readonly weights?: readonly number[]
}

/** So many more would only take time. */
const mostGood = 50

/**
 * As `splitByLoss`; of several objectives the good are those that together dominate most, and weigh what they alone
 * dominate: copies of each other say no more than one (Y. Ozaki and others, Multiobjective tree-structured Parzen
 * estimator, 2022).
 */
export function split(observations: readonly Observation[], share: number): WeightedSplit {
  const seen = severalOf(observations)
  if (seen === undefined) return splitByLoss(observations, share)
  const finite = seen.filter(isSound)
  const count = Math.min(Math.ceil(share * seen.length), mostGood)
  const best = new Set(
    bestOfSeveral(
      finite.map(({ losses }) => losses),
      count,
    ),
  )
  const good = finite.filter((_, index) => best.has(index))
  const chosen = new Set(good)
  return { good, bad: seen.filter(observation => !chosen.has(observation)), weights: weightsOf(good) }
}

/** 1 on average, so that the prior weighs as much as one. */
function weightsOf(good: readonly Seen[]): number[] {
  const { points, reference } = normalised(good.map(({ losses }) => losses))
  const alone = points.map((point, i) => contribution(point, points.toSpliced(i, 1), reference))
  const total = alone.reduce((sum, volume) => sum + volume, 0)
  return alone.map(volume => (total > 0 ? (volume * alone.length) / total : 1))
}
