import type { Observation } from '../sampler.ts'

/** Losses as a Gaussian process takes them: mean 0, variance 1, and no outlier among the bad. */
export interface Targets {
  readonly values: Float64Array
  /** Of each value, in its own units. */
  readonly variances: Float64Array
  /** The loss that a target stands for. */
  lossAt(target: number): number
}

/** Squares of less vanish, and quotients by it overflow. */
const leastSpread = 1e-100

/**
 * Losses worse than the median are drawn in logarithmically: z → log(1 + z) in units of the good half's spread. A
 * learning rate that ruins everything then does not drown what differs among the good ones. What diverged is as bad
 * as the worst that did not.
 */
export function targetsOf(observations: readonly Pick<Observation, 'loss' | 'variance'>[]): Targets {
  const finite = observations.map(({ loss }) => loss).filter(Number.isFinite)
  const sorted = [...finite].sort((a, b) => a - b)
  const worst = sorted.at(-1) ?? 0
  const losses = observations.map(({ loss }) => (Number.isFinite(loss) ? loss : worst))
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
  const good = sorted.filter(loss => loss <= median)
  const rms = Math.sqrt(good.reduce((sum, loss) => sum + (loss - median) ** 2, 0) / Math.max(1, good.length))
  const spread = Math.max(leastSpread, rms || worst - median || 1)
  const warp = (loss: number) => {
    const z = (loss - median) / spread
    return z > 0 ? Math.log1p(z) : z
  }
  const slope = (loss: number) => 1 / (1 + Math.max(0, (loss - median) / spread)) / spread
  const warped = losses.map(warp)
  const mean = warped.reduce((sum, value) => sum + value, 0) / Math.max(1, warped.length)
  const deviation =
    Math.sqrt(warped.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, warped.length)) || 1
  return {
    values: Float64Array.from(warped, value => (value - mean) / deviation),
    variances: Float64Array.from(
      observations,
      ({ variance }, i) => variance * (slope(losses[i] ?? 0) / deviation) ** 2,
    ),
    lossAt(target) {
      const z = target * deviation + mean
      return median + spread * (z > 0 ? Math.expm1(z) : z)
    },
  }
}
