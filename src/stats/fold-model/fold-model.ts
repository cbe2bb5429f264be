import { effectsOf } from './effects.ts'
import type { Prediction } from './improvement.ts'
import { type Noise, noiseOf } from './noise.ts'
import { lossAt, meanOf, type Rows, rowsOf, seenOf } from './rows.ts'
import { spreadOf } from './spread.ts'

interface FoldModelOptions {
  /** Losses [trials, k], NaN where a fold is missing; Infinity where it diverged. `packLosses` makes it of lists. */
  readonly losses: Float64Array
  readonly k: number
  /** Where losses are rates (or negative ones): the images that a fold is validated on. Otherwise noise is learned alone. */
  readonly images?: number | undefined
  /** Trials say nothing about each other's merit (τ² = ∞): where proposals improve, history is a dangerous prior. */
  readonly isFlat?: boolean
}

/**
 * What losses on some folds say of those that are missing: y = m + u + b + e, of level, configuration, fold and chance.
 *
 * | symbol | meaning |
 * |---|---|
 * | σ² | variance of chance |
 * | τ² | variance of the configurations' merit u ~ N(0, τ²) |
 * | m, b | level, and difficulties of the folds, b ~ N(0, 2σ²), by generalised least squares; V is their covariance |
 * | n of k | folds of a configuration that are done |
 * | w | n τ²/(σ² + n τ²), how much its own losses count |
 */
export interface FoldModel {
  /** σ. */
  readonly noise: number
  /** τ. */
  readonly spread: number
  /** m. */
  readonly level: number
  /** b: by how much each fold's losses are above the others'. */
  readonly difficulty: readonly number[]
  /** The mean over all k folds of a trial with at least one; certain where none is missing. Infinity: it diverged. */
  predict(trial: number): Prediction | undefined
  /** Its mean less the difficulty of its folds, drawn to nobody else's; `sd` is that of a guess at means over other splits. */
  observe(trial: number): Prediction | undefined
}

export function fitFoldModel({ losses, k, images, isFlat = false }: FoldModelOptions): FoldModel {
  const rows = rowsOf(losses, k)
  const noise = noiseOf(rows, images)
  const spread = spreadOf(rows, noise.variance, images !== undefined)
  const tau = isFlat ? Infinity : spread.variance
  const { beta, covariance } = effectsOf(rows, noise.variance, tau, spread.median)
  const inflation = inflationOf(noise)

  /** Prediction with the weight that its own losses have, and the variance of what they leave open. */
  function guess(row: number, w: number, open: number): { mean: number; variance: number } {
    const n = seenOf(rows, row)
    // a: what the prediction takes of m and of each b.
    const a = new Float64Array(k + 1)
    a[0] = ((k - n) * (1 - w)) / k
    for (let f = 0; f < k; f++)
      a[f + 1] = Number.isNaN(lossAt(rows, row, f)) ? 1 / k : (-(k - n) * w) / (n * k)
    let [mean, variance] = [((n + (k - n) * w) * meanOf(rows, row)) / k, open]
    for (let i = 0; i <= k; i++) {
      const ai = a[i] ?? 0
      mean += ai * (beta[i] ?? 0)
      for (let j = 0; j <= k; j++) variance += ai * (a[j] ?? 0) * (covariance[i * (k + 1) + j] ?? 0)
    }
    return { mean, variance }
  }

  return {
    noise: Math.sqrt(noise.variance),
    spread: Math.sqrt(spread.variance),
    level: beta[0] ?? 0,
    difficulty: [...beta.slice(1)],
    predict(row) {
      const n = seenOf(rows, row)
      if (n === 0) return diverged(rows, row)
      if (n === k) return { mean: meanOf(rows, row), sd: 0 }
      const { variance: sigma } = noise
      const w = tau === Infinity ? 1 : (n * tau) / (sigma + n * tau)
      const ofMerit = tau === Infinity ? sigma / n : (tau * sigma) / (sigma + n * tau)
      const open = ((k - n) / k) ** 2 * ofMerit + ((k - n) * sigma) / k ** 2
      const { mean, variance } = guess(row, w, open)
      return { mean, sd: Math.sqrt(variance) * inflation }
    },
    observe(row) {
      const n = seenOf(rows, row)
      if (n === 0) return diverged(rows, row)
      const { mean, variance } = guess(row, 1, noise.variance / n)
      return { mean, sd: Math.sqrt(variance) }
    },
  }
}

/** σ² is a guess itself: √(ν/(ν − 2)), the standard deviation of Student's t. */
const inflationOf = ({ degrees }: Noise) => Math.sqrt(degrees / (degrees - 2))

function diverged(rows: Rows, row: number): Prediction | undefined {
  for (let f = 0; f < rows.k; f++) if (lossAt(rows, row, f) === Infinity) return { mean: Infinity, sd: 0 }
  return undefined
}
