import type { Estimate } from './cost-model.ts'

/**
 * Nothing is overdue before, in seconds: whatever takes milliseconds can meet a shader that is compiled, a disk that wakes,
 * a machine that swaps; and a hang that is found after two minutes costs no night.
 */
const leastSeconds = 120

/** What may take three times as long: the average, and what nineteen of twenty stay below. */
const [factor, probability] = [3, 0.95]

/**
 * Seconds after which work does not just take long. Where nothing was measured yet that is some 25 times of what is likely,
 * as a guess may be wrong by 10; where the same was often seen, 4 times.
 */
export function limitOf({ mean, quantile }: Estimate): number {
  return Math.max(leastSeconds, factor * Math.max(mean, quantile(probability)))
}

/** Of work that was seen to take so long a moment ago, in the same place. */
export const limitAfter = (seconds: number): number => Math.max(leastSeconds, factor * seconds)
