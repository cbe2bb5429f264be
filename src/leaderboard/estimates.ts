import { medianSorted } from 'simple-statistics'
import type { Normal } from '../stats/chance-of-lowest.ts'
import { type FoldModel, fitFoldModel } from '../stats/fold-model/fold-model.ts'

/**
 * What the folds that are done say of every trial, in losses.
 *
 * | symbol | meaning |
 * |---|---|
 * | x | a trial's mean less the difficulty of the folds that it has seen |
 * | v | its variance about the trial's merit: that of chance, σ²/n for n folds, and what more folds of the same images would not remove, .1 σ² |
 * | τ² | variance of the trials' merit |
 * | merit | N(q₅₀ + w (x − q₅₀), w v) with w = τ²/(τ² + v): the best of many is best by luck, too, and is drawn to the median |
 *
 * Source of the shrinkage: Efron & Morris, Stein's Estimation Rule and Its Competitors, JASA 68 (1973).
 */
export interface Estimates {
  /** σ and τ. */
  readonly noise: number
  readonly spread: number
  /** The mean over all folds of a trial with at least one; exact where none is missing. */
  predicted(row: number): number | undefined
  /** What a trial is worth on new images; undefined without a fold, and where nothing tells chance from merit. */
  merit(row: number): Normal | undefined
}

export interface EstimateOptions {
  /** [trials, k]; NaN where a fold is missing, and for all folds of a trial that is not to be considered. */
  readonly losses: Float64Array
  readonly k: number
  /** What a fold's loss is a share of, if it is one. */
  readonly images: number | undefined
  /** To be added to each trial's mean: objectives that are computed from all folds together differ from it. */
  readonly offsets: Float64Array
  /** Folds that only the best have seen: what they lack says nothing of how difficult those are. */
  readonly isSelective?: boolean
}

/** Errors of two trials on the same images have this much in common with each other's merit, in σ². */
export const lastingShare = 0.1

export function estimate({ losses, k, images, offsets, isSelective }: EstimateOptions): Estimates {
  const model = fitFoldModel({ losses, k, images, isFlat: isSelective === true })
  const { noise, spread } = model
  const knowsNoise = images !== undefined || hasPairs(losses, k)
  const median = knowsNoise ? medianOf(model, losses.length / k) : 0
  const offsetOf = (row: number) => offsets[row] ?? 0
  return {
    noise,
    spread,
    predicted(row) {
      const mean = model.predict(row)?.mean
      return mean === undefined || !Number.isFinite(mean) ? undefined : mean + offsetOf(row)
    },
    merit(row) {
      const seen = knowsNoise ? model.observe(row) : undefined
      if (seen === undefined || !Number.isFinite(seen.mean)) return undefined
      const variance = seen.sd ** 2 + lastingShare * noise ** 2
      const weight = spread ** 2 / (spread ** 2 + variance)
      const mean = median + weight * (seen.mean - median) + offsetOf(row)
      return { mean, sd: Math.sqrt(weight * variance) }
    },
  }
}

function medianOf(model: FoldModel, rows: number): number {
  const means = new Float64Array(rows)
  let count = 0
  for (let row = 0; row < rows; row++) {
    const mean = model.observe(row)?.mean
    if (mean !== undefined && Number.isFinite(mean)) means[count++] = mean
  }
  const sorted = means.subarray(0, count).sort()
  return count === 0 ? 0 : medianSorted(Array.from(sorted))
}

/** Some trial has two folds. */
function hasPairs(losses: Float64Array, k: number): boolean {
  for (let start = 0; start < losses.length; start += k) {
    let seen = 0
    for (let at = start; at < start + k; at++) if (Number.isFinite(losses[at])) seen++
    if (seen > 1) return true
  }
  return false
}
