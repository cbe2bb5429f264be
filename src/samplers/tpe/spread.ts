import type { Dimension } from './dimension.ts'
import type { Spread } from './kernel.ts'

/** Of a single observation's kernel on a line. */
const widest = 0.2
const narrowest = 0.01
/** On levels: less would never leave its own. */
const narrowestInLevels = 0.5
/** Probability that a choice is drawn anew. */
const mixing = 0.2

/**
 * The more observations and the fewer dimensions, the narrower their kernels: Scott's rule, n^(−1/(d + 4)) (D. Scott,
 * Multivariate density estimation, 1992).
 */
export function spreadsOf(dimensions: readonly Dimension[], observations: number): Spread[] {
  const bandwidth = Math.max(narrowest, widest * observations ** (-1 / (dimensions.length + 4)))
  return dimensions.map(({ levels }) => ({
    bandwidth: levels === Infinity ? bandwidth : Math.max(bandwidth, narrowestInLevels / levels),
    mixing,
  }))
}
