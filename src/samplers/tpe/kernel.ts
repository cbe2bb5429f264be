import type { Random } from '../../base/random.ts'
import { normalUpTo } from '../../stats/normal.ts'
import type { Dimension } from './dimension.ts'

/** How observations spread along one dimension: by a normal distribution on a line, by a table over levels. */
export interface Kernel {
  /** Standard deviation as a share of the range. */
  readonly bandwidth: number
  /** Of a finite dimension: the probability of level j from level i, at i × levels + j; its logarithm. */
  readonly table: Float64Array
  readonly logTable: Float64Array
  readonly levels: number
}

export interface Spread {
  readonly bandwidth: number
  /** Probability that a choice is drawn anew. */
  readonly mixing: number
}

const none = new Float64Array()

export function kernelOf({ levels, isOrdered }: Dimension, { bandwidth, mixing }: Spread): Kernel {
  if (levels === Infinity) return { bandwidth, table: none, logTable: none, levels }
  const table = new Float64Array(levels * levels)
  for (let own = 0; own < levels; own++) {
    const row = table.subarray(own * levels, (own + 1) * levels)
    let sum = 0
    for (let level = 0; level < levels; level++) {
      const distance = (level - own) / levels / bandwidth
      const isOwn = level === own ? 1 : 0
      row[level] = isOrdered ? Math.exp(-0.5 * distance * distance) : mixing / levels + (1 - mixing) * isOwn
      sum += row[level] ?? 0
    }
    for (let level = 0; level < levels; level++) row[level] = (row[level] ?? 0) / sum
  }
  return { bandwidth, table, logTable: table.map(Math.log), levels }
}

/** A coordinate near the centre; anywhere where that is NaN. */
export function drawNear({ levels, bandwidth, table }: Kernel, centre: number, random: Random): number {
  const isKnown = !Number.isNaN(centre)
  if (levels !== Infinity) {
    if (!isKnown) return random.integer(0, levels - 1)
    let left = random.next()
    for (let level = 0; level < levels; level++) {
      left -= table[centre * levels + level] ?? 0
      if (left < 0) return level
    }
    return centre
  }
  if (!isKnown) return random.next()
  for (;;) {
    const at = centre + bandwidth * random.normal()
    if (at >= 0 && at < 1) return at
  }
}

/** Natural logarithm of the density where the centre is not known. */
export const logPriorOf = ({ levels }: Kernel) => (levels === Infinity ? 0 : -Math.log(levels))

/** Natural logarithm of a line's density at its centre: what is cut off at the ends makes it higher. */
export function logPeakOf({ bandwidth }: Kernel, centre: number): number {
  const inside = normalUpTo((1 - centre) / bandwidth) - normalUpTo(-centre / bandwidth)
  return -Math.log(bandwidth * Math.sqrt(2 * Math.PI) * inside)
}
