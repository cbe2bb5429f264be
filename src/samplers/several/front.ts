import { contribution } from '../../stats/hypervolume.ts'
import { type Losses, nonDominatedRanks } from '../../stats/pareto.ts'
import type { Observation } from '../sampler.ts'

/** An observation of several objectives. */
export interface Seen extends Observation {
  readonly losses: readonly number[]
}

/** Those of several objectives; undefined where there is one. */
export function severalOf(observations: readonly Observation[]): readonly Seen[] | undefined {
  const seen = observations.filter((observation): observation is Seen => observation.losses !== undefined)
  return seen.length > 0 && seen.length === observations.length ? seen : undefined
}

export const isSound = ({ losses }: Seen): boolean => losses.every(Number.isFinite)

/** Beyond the worst, in ranges: the ends of a front count for something, too. */
const margin = 0.1

/** Losses as shares of their range, 0 the best and 1 the worst, and the point that bounds hypervolumes. */
export function normalised(points: readonly Losses[]): {
  readonly points: readonly Losses[]
  readonly reference: Losses
} {
  const objectives = points[0]?.map((_, i) => points.map(point => point[i] ?? 0)) ?? []
  const ranges = objectives.map(values => ({ least: Math.min(...values), most: Math.max(...values) }))
  return {
    points: points.map(point =>
      point.map((loss, i) => {
        const { least = 0, most = 0 } = ranges[i] ?? {}
        return most > least ? (loss - least) / (most - least) : 0
      }),
    ),
    reference: objectives.map(() => 1 + margin),
  }
}

/**
 * Indices of the best: front after front, and of the last that does not fit those that together dominate most, chosen one by
 * one (Y. Ozaki, Y. Tanigaki, S. Watanabe and M. Onishi, Multiobjective tree-structured Parzen estimator for computationally
 * expensive optimization problems, 2020).
 */
export function bestOfSeveral(losses: readonly Losses[], count: number): number[] {
  const ranks = nonDominatedRanks(losses)
  const chosen: number[] = []
  for (let rank = 0; chosen.length < count; rank++) {
    const members = ranks.flatMap((of, index) => (of === rank ? [index] : []))
    if (members.length === 0) break
    const room = count - chosen.length
    chosen.push(...(members.length <= room ? members : mostTogether(losses, members, room)))
  }
  return chosen
}

/** What a point adds only becomes less as others are chosen: only the one that promises most is looked at again. */
function mostTogether(losses: readonly Losses[], members: readonly number[], count: number): number[] {
  const { points, reference } = normalised(members.map(index => losses[index] as Losses))
  const left = points.map((point, i) => ({ i, point, adds: contribution(point, [], reference) }))
  const chosen: { readonly i: number; readonly point: Losses }[] = []
  const others: Losses[] = []
  while (chosen.length < count) {
    for (;;) {
      left.sort((a, b) => b.adds - a.adds || a.i - b.i)
      const [first, second] = left
      if (first === undefined) return chosen.map(({ i }) => members[i] as number)
      first.adds = contribution(first.point, others, reference)
      if (second !== undefined && second.adds > first.adds) continue
      chosen.push(first)
      others.push(first.point)
      left.shift()
      break
    }
  }
  return chosen.map(({ i }) => members[i] as number)
}
