import { normalBelow, normalDensity } from '../normal.ts'

/** A loss that is not known yet: normal around a mean. */
export interface Prediction {
  readonly mean: number
  readonly sd: number
}

/** Below this a prediction is as good as certain. */
const smallestSd = 1e-12

/** By how much the loss is expected to be below another, counting nothing where it is not: d Φ(d/s) + s φ(d/s). */
export function expectedImprovement({ mean, sd }: Prediction, best: number): number {
  if (mean === Infinity) return 0
  const s = Math.max(sd, smallestSd)
  const d = best - mean
  return d * normalBelow(d / s) + s * normalDensity(d / s)
}

/** The chance that the loss is below another: Φ(d/s). */
export function chanceBelow({ mean, sd }: Prediction, best: number): number {
  return mean === Infinity ? 0 : normalBelow((best - mean) / Math.max(sd, smallestSd))
}
