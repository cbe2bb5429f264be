/** Losses of trials on folds with what every part of the model asks of them. */
export interface Rows {
  readonly k: number
  readonly count: number
  /** [count, k], NaN where a fold is missing. */
  readonly losses: Float64Array
  /** Folds seen of each row; 0 too where a loss is not finite, as in a trial that diverged. */
  readonly seen: Uint16Array
  /** Sum and mean over the folds seen; 0 without any. */
  readonly sums: Float64Array
  readonly means: Float64Array
}

/** Losses as lists, one a trial, as the model wants them: [trials, k], NaN where a fold is missing. */
export function packLosses(
  trials: readonly (readonly (number | null | undefined)[])[],
  k: number,
): Float64Array {
  const packed = new Float64Array(trials.length * k).fill(Number.NaN)
  for (const [row, losses] of trials.entries())
    for (let fold = 0; fold < k; fold++) packed[row * k + fold] = losses[fold] ?? Number.NaN
  return packed
}

export function rowsOf(losses: Float64Array, k: number): Rows {
  const count = losses.length / k
  const seen = new Uint16Array(count)
  const sums = new Float64Array(count)
  const means = new Float64Array(count)
  for (let row = 0; row < count; row++) {
    let [folds, sum] = [0, 0]
    for (let at = row * k; at < (row + 1) * k; at++) {
      const loss = losses[at] ?? Number.NaN
      if (Number.isNaN(loss)) continue
      sum += loss
      folds++
    }
    if (folds === 0 || !Number.isFinite(sum)) continue
    seen[row] = folds
    sums[row] = sum
    means[row] = sum / folds
  }
  return { k, count, losses, seen, sums, means }
}

export const seenOf = ({ seen }: Rows, row: number): number => seen[row] ?? 0
export const meanOf = ({ means }: Rows, row: number): number => means[row] ?? Number.NaN
export const sumOf = ({ sums }: Rows, row: number): number => sums[row] ?? 0
export const lossAt = ({ losses, k }: Rows, row: number, fold: number): number =>
  losses[row * k + fold] ?? Number.NaN
