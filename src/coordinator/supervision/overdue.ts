import type { Estimate } from '../../cost-model/cost-model.ts'
import { limitAfter, limitOf } from '../../cost-model/limit.ts'
import { formatSeconds } from '../../text/format.ts'

/** What a fold is expected to take; undefined where that cannot be told. */
export interface Expected {
  readonly fold: Estimate
  /** An epoch of each stage. */
  readonly head: Estimate
  readonly fineTune: Estimate
}

/** A fold as seen from outside, in seconds in which it and we were awake. */
export interface Seen {
  /** A worker has it: weights and activations are there. */
  readonly hasBegun: boolean
  /** Since it began. */
  readonly age: number
  /** Since anything was heard of it, or of what it waits for. */
  readonly quiet: number
  /** Its process has come to no epoch yet, of any fold. */
  readonly isCold: boolean
  readonly epoch: number
  readonly stage: 'head' | 'fineTune'
  /** The longest epoch so far, in this stage. */
  readonly longestEpoch: number
}

/**
 * Before it begins, a fold waits for work that shows when it gets on: 32 images through frozen layers at a time, which take
 * a slow core five minutes where the network is large.
 */
const mostWaiting = 20 * 60

/** GPU drivers compile what a new process runs first, in minutes where they are older than the GPU. */
const mostWarmingUp = 10 * 60

/**
 * Why a fold is overdue, in words, or undefined. `minutes` is the file's limit, in the place of any estimate; `expected`
 * is asked only of folds that are slow enough to matter.
 */
export function whyOverdue(
  seen: Seen,
  minutes: number | undefined,
  expected: () => Expected | undefined,
): string | undefined {
  const { hasBegun, age, quiet } = seen
  if (!hasBegun)
    return quiet > mostWaiting ? `nothing moved for ${formatSeconds(quiet)} of what it waits for` : undefined
  if (minutes !== undefined)
    return age > 60 * minutes
      ? `it was not done within the ${formatSeconds(60 * minutes)} of limits.foldMinutes`
      : undefined
  if (quiet <= limitAfter(0) && age <= limitAfter(0)) return undefined
  const known = expected()
  return known && (lateEpoch(seen, known) ?? lateFold(seen, known))
}

/** The next epoch, or the end after the last one. Its own epochs tell more than those of others. */
function lateEpoch(seen: Seen, { head, fineTune }: Expected): string | undefined {
  const { quiet, epoch, stage, longestEpoch } = seen
  // Whether the next one is still of this stage is not known: the longer counts.
  const stages = stage === 'head' ? [head, fineTune] : [fineTune]
  const limit = Math.max(leastOf(seen), limitAfter(longestEpoch), ...stages.map(limitOf))
  if (quiet <= limit) return undefined
  const likely = longestEpoch > 0 ? longestEpoch : stage === 'head' ? head.likely : fineTune.likely
  return `epoch ${epoch + 1} did not come within ${formatSeconds(limit)}; it was expected after ${formatSeconds(likely)}`
}

function lateFold(seen: Seen, { fold }: Expected): string | undefined {
  const limit = Math.max(leastOf(seen), limitOf(fold))
  if (seen.age <= limit) return undefined
  return `it was not done within ${formatSeconds(limit)}; it was expected to take ${formatSeconds(fold.likely)}`
}

const leastOf = ({ isCold }: Seen) => (isCold ? mostWarmingUp : 0)
