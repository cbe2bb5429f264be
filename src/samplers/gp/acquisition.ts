import type { Point } from '../dimensions.ts'
import { logImprovement } from './log-expected-improvement.ts'
import type { Posterior } from './posterior.ts'

/** The worth of looking at a point. */
export interface Acquisition {
  at(point: Point): number
  /** Writes the derivatives by the coordinates of numbers that the point has. */
  withSlopes(point: Point, gradient: Float64Array): number
}

/** log E[max(0, best − f)]. */
export function expectedImprovement(posterior: Posterior, best: number): Acquisition {
  let ofMean: Float64Array = new Float64Array(0)
  let ofVariance: Float64Array = new Float64Array(0)
  return {
    at(point) {
      const { mean, variance } = posterior.predict(point)
      return logImprovement((best - mean) / Math.sqrt(variance)).value + 0.5 * Math.log(variance)
    },
    withSlopes(point, gradient) {
      if (ofMean.length !== point.length) {
        ofMean = new Float64Array(point.length)
        ofVariance = new Float64Array(point.length)
      }
      const { mean, variance } = posterior.predictWithSlopes(point, ofMean, ofVariance)
      const deviation = Math.sqrt(variance)
      const z = (best - mean) / deviation
      const { value, slope } = logImprovement(z)
      for (let i = 0; i < point.length; i++)
        gradient[i] =
          (-slope * (ofMean[i] ?? 0)) / deviation + ((1 - slope * z) * (ofVariance[i] ?? 0)) / (2 * variance)
      return value + 0.5 * Math.log(variance)
    },
  }
}
