import { meanOf, type Rows, seenOf } from './rows.ts'

/** τ², and the median of the means. */
interface Spread {
  readonly variance: number
  readonly median: number
}

/** Between the median and the best tenth of a normal distribution. */
const tenth = 1.2816
const fewest = 5
/** Of rates, where too few trials have begun to tell. */
const guess = 0.1

/**
 * τ²: how much configurations differ in merit, from the better half, as the worse one is not normal:
 * max(((q50 − q10)/1.28)² − σ²/median n, .1 σ²).
 */
export function spreadOf(rows: Rows, noise: number, isRate: boolean): Spread {
  const means: number[] = []
  const folds: number[] = []
  for (let row = 0; row < rows.count; row++) {
    if (seenOf(rows, row) === 0) continue
    means.push(meanOf(rows, row))
    folds.push(seenOf(rows, row))
  }
  if (means.length === 0) return { variance: noise, median: 0 }
  const sorted = Float64Array.from(means).sort()
  const isFew = means.length < fewest
  const median = isFew ? average(means) : quantile(sorted, 0.5)
  const above = isFew ? spreadOfFew(means, isRate) : (median - quantile(sorted, 0.1)) / tenth
  const variance = above ** 2 - noise / quantile(Float64Array.from(folds).sort(), 0.5)
  return { variance: Math.max(variance, 0.1 * noise), median }
}

function spreadOfFew(means: readonly number[], isRate: boolean): number {
  if (isRate) return guess / tenth
  const centre = average(means)
  return Math.sqrt(average(means.map(mean => (mean - centre) ** 2)))
}

const average = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length

/** With linear interpolation between neighbours. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const low = sorted[below] ?? Number.NaN
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low
  return low + (place - below) * (high - low)
}
