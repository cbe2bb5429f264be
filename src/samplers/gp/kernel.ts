import { absent, type Dimension } from '../dimensions.ts'

/**
 * Matérn-5/2 over all dimensions, each with a weight w of its own (1/length scale²): k(r) = (1 + √(5r) + 5r/3) e^−√(5r),
 * r = Σ wⱼ δⱼ. δ is the squared difference of numbers and 0 or 1 for categories (Hamming). A parameter that only one of
 * both has counts as if the other had its middle, half a range off the line on which all values lie: so r stays a
 * squared distance of points in a Euclidean space, and k positive definite.
 */
export function matern(r: number): number {
  const root = Math.sqrt(5 * r)
  return (1 + root + (5 / 3) * r) * Math.exp(-root)
}

/** dk/dr. */
export function maternSlope(r: number): number {
  const root = Math.sqrt(5 * r)
  return (-5 / 6) * (1 + root) * Math.exp(-root)
}

const middle = 0.5
const offTheLine = 0.25

/** δ of one dimension. */
export function difference(isCategory: boolean, a: number, b: number): number {
  if (a === b) return 0
  if (isCategory) return 1
  if (a === absent) return (b - middle) ** 2 + offTheLine
  if (b === absent) return (a - middle) ** 2 + offTheLine
  return (a - b) ** 2
}

/** dδ/da of a numeric dimension that `a` has. */
export const differenceSlope = (a: number, b: number): number => 2 * (a - (b === absent ? middle : b))

/** r from a point to each of several, which lie one after another in `points`. */
export function createDistances(
  dimensions: readonly Dimension[],
  weights: Float64Array,
  points: Float64Array,
) {
  const count = dimensions.length
  const isCategory = dimensions.map(dimension => dimension.isCategory)
  return (point: Float64Array, from: number, n: number, distances: Float64Array): void => {
    for (let i = 0, at = 0; i < n; i++) {
      let sum = 0
      for (let d = 0; d < count; d++, at++)
        sum +=
          (weights[d] as number) *
          difference(isCategory[d] as boolean, point[from + d] as number, points[at] as number)
      distances[i] = sum
    }
  }
}
