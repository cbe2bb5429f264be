import { nonDominatedBoxes } from '../../stats/boxes.ts'
import { normalBelow, normalDensity } from '../../stats/normal.ts'
import type { Losses } from '../../stats/pareto.ts'
import type { Point } from '../dimensions.ts'
import type { Acquisition } from './acquisition.ts'
import type { Posterior } from './posterior.ts'

/** An objective as far as it is known at every point: what a process expects, or exactly. */
export type Forecast = Pick<Posterior, 'predict' | 'predictWithSlopes'>

/** The logarithm of nothing: no point is worth less. */
const least = 1e-300

/**
 * log of the hypervolume that a point is expected to add to a front. Objectives are independent, so that over the boxes that
 * the front does not dominate, from l to u: Σ Π (EI(u) − EI(l)), with EI(t) = E[max(0, t − f)] of each objective.
 * Source: K. Yang, M. Emmerich, A. Deutz and T. Bäck, Efficient computation of expected hypervolume improvement using box
 * decomposition algorithms, 2019. Symbols: z = (t − mean)/σ, EI = σ (φ(z) + z Φ(z)), dEI/dmean = −Φ(z), dEI/dσ = φ(z).
 */
export function hypervolumeImprovement(
  forecasts: readonly Forecast[],
  front: readonly Losses[],
  reference: Losses,
): Acquisition {
  const boxes = nonDominatedBoxes(front, reference)
  const count = forecasts.length
  const levels = forecasts.map((_, i) => [
    ...new Set(boxes.flatMap(({ lower, upper }) => [lower[i] as number, upper[i] as number])),
  ])
  const places = levels.map(of => new Map(of.map((level, place) => [level, place])))
  /** Of each box and objective: the places of its lower and upper level. */
  const corners = boxes.map(({ lower, upper }) =>
    forecasts.map((_, i) => [
      places[i]?.get(lower[i] as number) ?? 0,
      places[i]?.get(upper[i] as number) ?? 0,
    ]),
  )
  const improvements = levels.map(of => new Float64Array(of.length))
  const byMean = levels.map(of => new Float64Array(of.length))
  const bySd = levels.map(of => new Float64Array(of.length))

  function fill(objective: number, mean: number, sd: number): void {
    for (const [place, level] of (levels[objective] ?? []).entries()) {
      const z =
        sd > 0 ? (level - mean) / sd : level > mean ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
      const isNear = Number.isFinite(z)
      const [below, density] = isNear ? [normalBelow(z), normalDensity(z)] : [z > 0 ? 1 : 0, 0]
      const gain = level > mean ? level - mean : 0
      set(improvements, objective, place, isNear ? Math.max(0, sd * (density + z * below)) : gain)
      set(byMean, objective, place, -below)
      set(bySd, objective, place, density)
    }
  }

  const side = (of: readonly Float64Array[], objective: number, [from = 0, to = 0]: readonly number[]) =>
    (of[objective]?.[to] ?? 0) - (of[objective]?.[from] ?? 0)

  function total(): number {
    let sum = 0
    for (const corner of corners) {
      let product = 1
      for (let i = 0; i < count; i++) product *= side(improvements, i, corner[i] ?? [])
      sum += product
    }
    return sum
  }

  /** How the total changes with the mean or the deviation of one objective. */
  function change(of: readonly Float64Array[], objective: number): number {
    let sum = 0
    for (const corner of corners) {
      let product = side(of, objective, corner[objective] ?? [])
      for (let i = 0; i < count; i++) if (i !== objective) product *= side(improvements, i, corner[i] ?? [])
      sum += product
    }
    return sum
  }

  return {
    at(point: Point) {
      for (const [i, forecast] of forecasts.entries()) {
        const { mean, variance } = forecast.predict(point)
        fill(i, mean, Math.sqrt(variance))
      }
      return Math.log(Math.max(least, total()))
    },
    withSlopes(point, gradient) {
      gradient.fill(0)
      const slopes = forecasts.map((forecast, i) => {
        const [ofMean, ofVariance] = [new Float64Array(point.length), new Float64Array(point.length)]
        const { mean, variance } = forecast.predictWithSlopes(point, ofMean, ofVariance)
        fill(i, mean, Math.sqrt(variance))
        return { ofMean, ofVariance, sd: Math.sqrt(variance) }
      })
      const value = total()
      if (value <= least) return Math.log(least)
      for (const [i, { ofMean, ofVariance, sd }] of slopes.entries()) {
        const [mean, deviation] = [change(byMean, i), change(bySd, i)]
        for (let d = 0; d < gradient.length; d++) {
          const ofSd = sd > 0 ? (ofVariance[d] ?? 0) / (2 * sd) : 0
          gradient[d] = (gradient[d] ?? 0) + (mean * (ofMean[d] ?? 0) + deviation * ofSd) / value
        }
      }
      return Math.log(value)
    },
  }
}

function set(tables: readonly Float64Array[], objective: number, place: number, value: number): void {
  const table = tables[objective]
  if (table !== undefined) table[place] = value
}
