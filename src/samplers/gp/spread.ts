import type { Random } from '../../base/random.ts'
import type { Config } from '../../space/parameter.ts'
import { absent, configAt, type Dimension, pointOf, settled } from '../dimensions.ts'
import { createDistances } from './kernel.ts'

const draws = 24

/**
 * Of some drawn configs the one that is farthest from all earlier ones: the first trials see the whole space, whatever
 * was enqueued before. Source: D. Mitchell, Spectrally Optimal Sampling for Distribution Ray Tracing, SIGGRAPH 1991.
 */
export function spreadOut(
  dimensions: readonly Dimension[],
  earlier: readonly Config[],
  random: Random,
): Config {
  const evenly = new Float64Array(dimensions.length).fill(1)
  const points = Float64Array.from(earlier.flatMap(config => [...pointOf(dimensions, config)]))
  const measure = createDistances(dimensions, evenly, points)
  const nowhere = new Float64Array(dimensions.length).fill(absent)
  const distances = new Float64Array(earlier.length)
  const drawn = Array.from({ length: draws }, () => {
    const point = settled(dimensions, nowhere, random.next)
    measure(point, 0, earlier.length, distances)
    return { point, apart: distances.reduce((least, distance) => Math.min(least, distance), Infinity) }
  })
  const farthest = drawn.reduce((best, other) => (other.apart > best.apart ? other : best))
  return configAt(dimensions, farthest.point)
}
