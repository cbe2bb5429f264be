import { shareOf } from '../../space/unit.ts'
import { absent, type Dimension, type Point } from '../dimensions.ts'

/** Of a distance to a neighbour. */
const factor = 0.85
/** Where there is no neighbour. */
const alone = 0.5
const finest = 0.01

/**
 * Of each point along each numeric dimension, at point × dimensions + dimension: how far the farther of its two
 * neighbours is, so that kernels are narrow where points are many. Not narrower than 1/(points + 2), or lone points would
 * be peaks, nor than would ever leave a level. Source: the "magic clipping" of J. Bergstra and others, Algorithms for
 * hyper-parameter optimization (2011), as S. Watanabe tells it (2023, https://arxiv.org/abs/2304.11127).
 */
export function bandwidthsOf(dimensions: readonly Dimension[], points: readonly Point[]): Float64Array {
  const width = dimensions.length
  const bandwidths = new Float64Array(points.length * width)
  for (const [d, { parameter, isCategory }] of dimensions.entries()) {
    if (isCategory) continue
    const places = points.flatMap((point, p) => {
      const at = point[d] ?? absent
      return at === absent ? [] : [{ p, at }]
    })
    places.sort((a, b) => a.at - b.at)
    const narrowest = Math.max(finest, 1 / (places.length + 2))
    for (const [i, { p, at }] of places.entries()) {
      const below = at - (places[i - 1]?.at ?? at)
      const above = (places[i + 1]?.at ?? at) - at
      const apart = places.length === 1 ? alone : Math.max(below, above)
      bandwidths[p * width + d] = Math.max(factor * apart, narrowest, shareOf(parameter, at) / 2)
    }
  }
  return bandwidths
}

/** Of a single observation's kernel. */
const widest = 0.2

/**
 * The same for all points: the more they are and the fewer the dimensions, the narrower, by Scott's rule n^(−1/(d + 4)) (D.
 * Scott, Multivariate density estimation, 1992). For the parts of a front, where a neighbour along one dimension is far in others.
 */
export function evenBandwidths(dimensions: readonly Dimension[], points: readonly Point[]): Float64Array {
  const even = Math.max(finest, widest * points.length ** (-1 / (dimensions.length + 4)))
  return Float64Array.from(
    points.flatMap(point =>
      dimensions.map(({ parameter, isCategory }, d) => {
        const at = point[d] ?? absent
        return isCategory || at === absent ? 0 : Math.max(even, shareOf(parameter, at) / 2)
      }),
    ),
  )
}
