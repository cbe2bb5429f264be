import { sampleVariance } from 'simple-statistics'
import { solve } from './linear.ts'
import { lossAt, meanOf, type Rows, seenOf } from './rows.ts'

/** σ² and its degrees of freedom, the prior's included. */
export interface Noise {
  readonly variance: number
  readonly degrees: number
}

/** ν₀: the prior guess at σ² counts as much as so many folds. */
const priorDegrees = 4
/** All configurations together inflate σ threefold: only the best are like those that the race is about. */
const mostRows = 30
/** Two configurations that share images share half of the binomial variance. */
const shared = 0.5
/** Fold difficulties vary by 2σ², so that a trial's folds vary by 3σ². */
const foldsOverNoise = 3
const firstComplete = 3

/**
 * σ²: what is left of the losses when configuration and fold are taken out (the two-way fit of the best configurations with
 * two folds or more), shrunk to a prior guess: (4 s₀² + RSS)/(4 + ν), ν = Σ(n − 1) − (folds − 1). `images` are those that a
 * fold is validated on where losses are (negative) rates.
 */
export function noiseOf(rows: Rows, images: number | undefined): Noise {
  const best = bestRows(rows)
  const { squares, degrees } = best.length < 2 ? { squares: 0, degrees: 0 } : residuals(rows, best)
  const prior = images === undefined ? firstGuess(rows) : binomial(rows, images)
  const variance = (priorDegrees * prior + squares) / (priorDegrees + degrees)
  return { variance: Math.max(variance, smallest(rows)), degrees: priorDegrees + degrees }
}

/** Rows with two folds or more, best mean first. */
function bestRows(rows: Rows): number[] {
  const several: number[] = []
  for (let row = 0; row < rows.count; row++) if (seenOf(rows, row) >= 2) several.push(row)
  if (several.length <= mostRows) return several
  return several.sort((a, b) => meanOf(rows, a) - meanOf(rows, b)).slice(0, mostRows)
}

/** Of the fit y = mean of the row + difficulty of the fold by least squares: (diag Σ − Mᵀ N⁻¹ M) b = Mᵀ (y − ȳ). */
function residuals(rows: Rows, chosen: readonly number[]): { squares: number; degrees: number } {
  const { k } = rows
  const g = new Float64Array(k * k)
  const r = new Float64Array(k)
  let degrees = 1
  const hasFold = new Uint8Array(k)
  for (const row of chosen) {
    const share = 1 / seenOf(rows, row)
    degrees += seenOf(rows, row) - 1
    for (let f = 0; f < k; f++) {
      const loss = lossAt(rows, row, f)
      if (Number.isNaN(loss)) continue
      hasFold[f] = 1
      add(r, f, loss - meanOf(rows, row))
      add(g, f * k + f, 1)
      for (let other = 0; other < k; other++)
        if (!Number.isNaN(lossAt(rows, row, other))) add(g, f * k + other, -share)
    }
  }
  const b = solve(g, r)
  let squares = 0
  for (const row of chosen) squares += squaresOf(rows, row, b)
  return { squares, degrees: Math.max(0, degrees - hasFold.reduce((sum, has) => sum + has, 0)) }
}

function squaresOf(rows: Rows, row: number, b: Float64Array): number {
  const rest: number[] = []
  for (let f = 0; f < rows.k; f++) {
    const loss = lossAt(rows, row, f)
    if (!Number.isNaN(loss)) rest.push(loss - (b[f] ?? 0))
  }
  const mean = rest.reduce((sum, value) => sum + value, 0) / rest.length
  return rest.reduce((sum, value) => sum + (value - mean) ** 2, 0)
}

/** s₀² = ½ p (1 − p)/n of the best rate so far; rates near 0 and 1 are not without noise. */
function binomial(rows: Rows, images: number): number {
  const p = Math.min(0.98, Math.max(0.02, Math.abs(lowest(rows))))
  return (shared * p * (1 - p)) / images
}

/** From the folds of the first complete trials; before there is one, of what there is. */
function firstGuess(rows: Rows): number {
  const complete: number[][] = []
  const several: number[][] = []
  const singles: number[] = []
  for (let row = 0; row < rows.count && complete.length < firstComplete; row++) {
    const seen = seenOf(rows, row)
    const losses = Array.from({ length: rows.k }, (_, f) => lossAt(rows, row, f))
    const known = losses.filter(loss => !Number.isNaN(loss))
    if (seen >= 2) (seen === rows.k ? complete : several).push(known)
    if (seen > 0) singles.push(meanOf(rows, row))
  }
  const told = complete.length > 0 ? complete : several
  if (told.length > 0) return averageVariance(told) / foldsOverNoise
  return singles.length > 1 ? sampleVariance(singles) / 2 : (0.1 * lowest(rows)) ** 2
}

const averageVariance = (lists: readonly number[][]) =>
  lists.reduce((sum, list) => sum + sampleVariance(list), 0) / lists.length

function lowest(rows: Rows): number {
  let best = Infinity
  for (let row = 0; row < rows.count; row++)
    if (seenOf(rows, row) > 0) best = Math.min(best, meanOf(rows, row))
  return best === Infinity ? 0 : best
}

/** Equal losses everywhere are no proof that there is no noise; and nothing may be divided by zero. */
const smallest = (rows: Rows) => 1e-12 * Math.max(1e-6, lowest(rows) ** 2)

function add(values: Float64Array, index: number, value: number): void {
  values[index] = (values[index] ?? 0) + value
}
