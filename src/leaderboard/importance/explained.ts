import type { Bins } from './bins.ts'

/** What a trial weighs among the best: its chance to be one of them. */
export interface Weighed {
  readonly weights: Float64Array
  /** How often each trial counts; all once, or as a bootstrap drew them. */
  readonly times: Float64Array
}

/**
 * The share of the variance of "is among the best" that a parameter's bins explain, among the trials that have it: one-way
 * analysis of variance, less what bins explain by chance alone, (bins − 1) s², so that a parameter without effect comes to
 * about 0. In all trials' variance, n w̄(1 − w̄): a parameter that few trials have explains little of a sweep, and where
 * little is known of who is among the best, nothing explains much.
 */
export function explainedBy({ of, count }: Pick<Bins, 'of' | 'count'>, { weights, times }: Weighed): number {
  const sums = new Float64Array(count)
  const sizes = new Float64Array(count)
  let [squares, allSum, allSize] = [0, 0, 0]
  for (let i = 0; i < of.length; i++) {
    const [bin, weight, n] = [of[i] ?? -1, weights[i] ?? 0, times[i] ?? 0]
    allSum += n * weight
    allSize += n
    if (bin < 0 || n === 0) continue
    sums[bin] = (sums[bin] ?? 0) + n * weight
    sizes[bin] = (sizes[bin] ?? 0) + n
    squares += n * weight ** 2
  }
  let [ofBins, sum, size, used] = [0, 0, 0, 0]
  for (let bin = 0; bin < count; bin++) {
    const [part, n] = [sums[bin] ?? 0, sizes[bin] ?? 0]
    if (n === 0) continue
    ofBins += part ** 2 / n
    sum += part
    size += n
    used++
  }
  const total = (allSum * (allSize - allSum)) / allSize
  if (!(total > 0) || size === 0) return 0
  const rest = size > used ? Math.max(0, squares - ofBins) / (size - used) : 0
  return (ofBins - sum ** 2 / size - (used - 1) * rest) / total
}

/** The bin whose trials are most often among the best. */
export function bestBin({ of, count }: Pick<Bins, 'of' | 'count'>, weights: Float64Array): number {
  const sums = new Float64Array(count)
  const sizes = new Float64Array(count)
  for (const [i, bin] of of.entries()) {
    if (bin < 0) continue
    sums[bin] = (sums[bin] ?? 0) + (weights[i] ?? 0)
    sizes[bin] = (sizes[bin] ?? 0) + 1
  }
  let best = 0
  const meanOf = (bin: number) => (sums[bin] ?? 0) / Math.max(1, sizes[bin] ?? 0)
  for (let bin = 1; bin < count; bin++) if (meanOf(bin) > meanOf(best)) best = bin
  return best
}
