import type { Racing } from '../../pruners/pruner.ts'
import type { Sequence } from '../../trial/sequence.ts'
import { isBaseline, type Trial } from '../../trial/trial.ts'
import type { Effort } from '../effort.ts'

interface GrantRules {
  readonly k: number
  readonly sequence: Sequence
  readonly racing: Racing | undefined
  readonly effortOf: (trial: Trial) => Effort
}

/** How many of its folds, in its own order, a trial may have before it is paused: one more each time it is taken up again. */
export function grantOf(trial: Trial, { k, sequence, racing, effortOf }: GrantRules): number {
  const { resumedAt, number } = trial
  if (racing === undefined) return k
  if (resumedAt !== undefined) return Math.min(k, foldsUntil(number, resumedAt, sequence) + 1)
  return racing.isBreadthFirst && !isSpared(trial, racing, effortOf) ? Math.min(1, k) : k
}

/** Trains in a moment, or is what the others are compared with: it goes its full way. */
export function isSpared(trial: Trial, racing: Racing, effortOf: (trial: Trial) => Effort): boolean {
  return isBaseline(trial) || (racing.sparesPlainHeads && effortOf(trial) === 'plainHead')
}

/** Folds that were done, in the trial's order, at a place. */
export function foldsUntil(
  trial: number,
  { fold, epoch }: NonNullable<Trial['stoppedAt']>,
  { positionOf }: Sequence,
): number {
  return positionOf(trial, fold) + (epoch === 'end' ? 1 : 0)
}
