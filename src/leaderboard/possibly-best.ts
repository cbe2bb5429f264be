import { chancesOfLowest, type Normal, smallestHolding } from '../stats/chance-of-lowest.ts'

/** A trial that may be the best. */
export interface Candidate extends Normal {
  readonly place: number
}

export interface Chance {
  readonly chance: number
  /** It belongs to the smallest set that holds the best with 95 %. */
  readonly isInGroup: boolean
  /** What it is expected to be worth, as a loss. */
  readonly merit: number
}

const level = 0.95
/** Candidates this many standard deviations of the difference behind the first have no chance worth telling. */
const withinReach = 3.5
const mostCandidates = 200

/** By place, of those that have a chance at all. The first of equals is taken into the group first. */
export function possiblyBest(candidates: readonly Candidate[]): ReadonlyMap<number, Chance> {
  const near = nearest(candidates)
  const chances = chancesOfLowest(near)
  const ordered = near
    .map((candidate, i) => ({ candidate, chance: chances[i] ?? 0 }))
    .sort((a, b) => b.chance - a.chance || a.candidate.place - b.candidate.place)
  const count = smallestHolding(
    level,
    ordered.map(({ chance }) => chance),
  )
  return new Map(
    ordered.map(({ candidate, chance }, i) => [
      candidate.place,
      { chance, isInGroup: i < count, merit: candidate.mean },
    ]),
  )
}

function nearest(candidates: readonly Candidate[]): readonly Candidate[] {
  let first: Candidate | undefined
  for (const candidate of candidates)
    if (first === undefined || candidate.mean < first.mean) first = candidate
  if (first === undefined) return []
  const { mean, sd } = first
  const near = candidates.filter(other => other.mean - mean <= withinReach * Math.hypot(sd, other.sd))
  const promise = (other: Candidate) => other.mean - 2 * other.sd
  return near.length <= mostCandidates
    ? near
    : near.sort((a, b) => promise(a) - promise(b) || a.place - b.place).slice(0, mostCandidates)
}
