import { asLoss } from './judging.ts'
import type { Curves, Peers } from './pruner.ts'

/**
 * A trial's epochs in the order of its folds as one row: so many units, and what it has come to after them. Successive
 * halving compares trials after the same number of units, which are called rungs.
 */
export interface Rungs {
  readonly reductionFactor: number
  /** Units of the lowest rung. */
  readonly lowest: number
}

/** The rung that the trial has just come to: its number from 0 and its units. */
export function rungReached(
  { folds }: Curves,
  { reductionFactor, lowest }: Rungs,
): { readonly rung: number; readonly units: number } | undefined {
  const units = folds.reduce((sum, losses) => sum + losses.length, 0)
  for (let rung = 0, next = lowest; next <= units; rung++, next *= reductionFactor)
    if (next === units) return { rung, units }
  return undefined
}

/**
 * Mean over the folds that were done by then and the one that was not; of a trial that finished with fewer units, over all
 * its folds. Undefined where it never came so far.
 */
export function lossAfter({ folds, scores, finished }: Curves, units: number): number | undefined {
  const losses: number[] = []
  let left = units
  for (const [fold, curve] of folds.entries()) {
    if (left === 0) break
    if (curve.length === 0) continue
    const score = left >= curve.length ? scores[fold] : undefined
    losses.push(asLoss(score ?? curve[Math.min(left, curve.length) - 1]))
    left -= Math.min(left, curve.length)
  }
  if (losses.length === 0 || (left > 0 && !finished)) return undefined
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}

/** What the peers that came to a rung had come to there. */
export function lossesAt({ count, at }: Peers, units: number, isRival: (trial: number) => boolean): number[] {
  const losses: number[] = []
  for (let index = 0; index < count; index++) {
    const peer = at(index)
    const loss = isRival(peer.trial) ? lossAfter(peer, units) : undefined
    if (loss !== undefined) losses.push(loss)
  }
  return losses
}
