import type { Recipe } from './recipe.ts'

/** What the memory of training depends on, beside the engine and how many images go through the network at once. */
export interface Demand {
  /** The network, as `bodyKey` has it. */
  readonly body: string
  readonly unfreezeDepth: number
  readonly imageSize: number
  readonly batchNorm: Recipe['batchNorm']
  /** Of the session: each has an engine. */
  readonly workers: number
}

/** How many images at once a demand had room for. */
export interface MemoryLimit extends Demand {
  /** The most that fitted, 0 where nothing is known to. */
  readonly fits: number
  /** The fewest that did not; null where all did. */
  readonly fails: number | null
  /** That the engine could use then. */
  readonly gigabytes: number
}

/** So many times the memory, and a limit says nothing any more. */
const muchMore = 1.5

/**
 * How many of a batch's images go through the network at once, by what larger demands had room for and smaller ones had
 * not: half of what failed, or what fitted, if that is more; the whole batch where nothing is known against it.
 */
export function startingBatch(
  limits: readonly MemoryLimit[],
  demand: Demand,
  batch: number,
  gigabytes: number,
): number {
  const alike = limits.filter(({ body, batchNorm }) => body === demand.body && batchNorm === demand.batchNorm)
  const fails = alike
    .filter(limit => isAtMost(limit, demand) && gigabytes < muchMore * limit.gigabytes)
    .reduce((fewest, limit) => Math.min(fewest, limit.fails ?? Infinity), Infinity)
  if (batch < fails) return batch
  const fits = alike
    .filter(limit => isAtMost(demand, limit) && limit.fits < fails)
    .reduce((most, limit) => Math.max(most, limit.fits), 0)
  return Math.min(batch, Math.max(1, fits, Math.floor(fails / 2)))
}

/** It wants no more than the other. */
function isAtMost(one: Demand, other: Demand): boolean {
  return (
    one.unfreezeDepth <= other.unfreezeDepth &&
    one.imageSize <= other.imageSize &&
    one.workers <= other.workers
  )
}

export interface Tried {
  /** At once. */
  readonly images: number
  readonly hasFitted: boolean
  readonly gigabytes: number
}

/**
 * What is known after another try. One that fitted where another failed had luck with what ran beside it, unless there was
 * much more memory.
 */
export function withTry(
  limits: readonly MemoryLimit[],
  demand: Demand,
  { images, hasFitted, gigabytes }: Tried,
): readonly MemoryLimit[] {
  const before = limits.find(limit => isSame(limit, demand))
  const { fits = 0, fails = null } = before ?? {}
  const isMore = before !== undefined && gigabytes >= muchMore * before.gigabytes
  const isRefuted = fails !== null && images >= fails
  if (hasFitted && (images <= fits || (isRefuted && !isMore))) return limits
  const after = hasFitted
    ? { fits: images, fails: isRefuted ? null : fails }
    : { fits: fits < images ? fits : 0, fails: Math.min(fails ?? Infinity, images) }
  return [...limits.filter(limit => limit !== before), { ...demand, ...after, gigabytes }]
}

/** What two sessions know, the later one's last; about the same demand that counts. */
export function joined<Limit extends MemoryLimit>(
  earlier: readonly Limit[],
  later: readonly Limit[],
): Limit[] {
  return [...earlier.filter(limit => !later.some(other => isSame(limit, other))), ...later]
}

const isSame = (one: Demand, other: Demand): boolean =>
  one.body === other.body && one.batchNorm === other.batchNorm && isAtMost(one, other) && isAtMost(other, one)
