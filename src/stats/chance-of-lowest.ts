import { normalBelow, normalDensity } from './normal.ts'

/** A quantity of which a normal distribution is known. */
export interface Normal {
  readonly mean: number
  readonly sd: number
}

/** Points to each standard deviation of the narrowest: the trapezoid rule is exact to many digits for normal densities. */
const pointsPerSd = 3
const mostPoints = 2000
const reach = 6

/**
 * The chance of each that it is the lowest of all, if they are independent: ∫ φᵢ(x) Πⱼ≠ᵢ (1 − Φⱼ(x)) dx. Integrated and not
 * drawn, so that it needs no seed. Costs as many evaluations as there are candidates times points: give it those within reach.
 */
export function chancesOfLowest(candidates: readonly Normal[]): number[] {
  if (candidates.length < 2) return candidates.map(() => 1)
  const from = Math.min(...candidates.map(({ mean, sd }) => mean - reach * sd))
  const to = Math.min(...candidates.map(({ mean, sd }) => mean + reach * sd))
  const narrowest = Math.min(...candidates.map(({ sd }) => sd))
  const points = Math.min(mostPoints, Math.ceil((pointsPerSd * (to - from)) / narrowest))
  const sums = new Float64Array(candidates.length)
  const above = new Float64Array(candidates.length)
  for (let point = 0; point <= points; point++) {
    const x = from + ((to - from) * point) / points
    let log = 0
    for (const [i, { mean, sd }] of candidates.entries()) {
      above[i] = Math.log(Math.max(Number.MIN_VALUE, normalBelow((mean - x) / sd)))
      log += above[i] ?? 0
    }
    for (const [i, { mean, sd }] of candidates.entries())
      sums[i] = (sums[i] ?? 0) + (normalDensity((x - mean) / sd) / sd) * Math.exp(log - (above[i] ?? 0))
  }
  const total = sums.reduce((sum, value) => sum + value, 0)
  return Array.from(sums, sum => sum / total)
}

/** How many of the chances, largest first, are needed to hold a share of them all. */
export function smallestHolding(share: number, descending: readonly number[]): number {
  let [held, count] = [0, 0]
  for (const chance of descending) {
    if (held >= share) break
    held += chance
    count++
  }
  return count
}
