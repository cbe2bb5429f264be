import type { Losses } from './pareto.ts'

/** A front as flat as this has no knee. */
const flat = 0.01

/**
 * The index of a front's knee: beyond it a little more of one objective costs much of another. It is the point farthest
 * below the plane through the best point of each objective, each objective as a share of its range on the front; undefined
 * where none is below (I. Das, On characterizing the "knee" of the Pareto curve based on normal-boundary intersection, 1999).
 */
export function kneeOf(front: readonly Losses[]): number | undefined {
  const objectives = front[0]?.length ?? 0
  const ranges = Array.from({ length: objectives }, (_, i) => rangeOf(front.map(point => point[i] as number)))
  if (front.length < 3 || ranges.some(({ size }) => size === 0)) return undefined
  const points = front.map(point =>
    point.map((loss, i) => (loss - (ranges[i]?.least ?? 0)) / (ranges[i]?.size ?? 1)),
  )
  const normal = planeThrough(distinct(ranges.map((_, i) => bestIn(points, i))))
  if (normal === undefined) return undefined
  const depths = points.map(point => (1 - dot(normal, point)) / Math.hypot(...normal))
  const deepest = depths.reduce((best, depth, i) => (depth > (depths[best] as number) ? i : best), 0)
  return (depths[deepest] as number) > flat ? deepest : undefined
}

function rangeOf(values: readonly number[]) {
  const least = Math.min(...values)
  return { least, size: Math.max(...values) - least }
}

/** Of equals the better in the others. */
function bestIn(points: readonly Losses[], objective: number): Losses {
  const sum = (point: Losses) => point.reduce((total, loss) => total + loss, 0)
  const better = (a: Losses, b: Losses) =>
    (a[objective] as number) - (b[objective] as number) || sum(a) - sum(b)
  return points.reduce((best, point) => (better(point, best) < 0 ? point : best))
}

/** One point can be the best in two objectives. */
const distinct = (points: readonly Losses[]) => [
  ...new Map(points.map(point => [point.join(), point])).values(),
]

/** The shortest n with n · p = 1 for each of the points: n = Pᵀ λ, P Pᵀ λ = 1. Undefined where there is none. */
function planeThrough(points: readonly Losses[]): number[] | undefined {
  const weights = solve(
    points.map(a => points.map(b => dot(a, b))),
    points.map(() => 1),
  )
  if (weights === undefined) return undefined
  return points[0]?.map((_, i) =>
    points.reduce((sum, point, j) => sum + (weights[j] ?? 0) * (point[i] ?? 0), 0),
  )
}

const dot = (a: Losses, b: Losses) => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0)

/** A few linear equations by Gauss' elimination; undefined where they are not independent. */
function solve(matrix: readonly number[][], right: readonly number[]): number[] | undefined {
  const rows = matrix.map((row, i) => [...row, right[i] ?? 0])
  const count = rows.length
  for (let at = 0; at < count; at++) {
    const pivot = rows.slice(at).reduce((a, b) => (Math.abs(b[at] ?? 0) > Math.abs(a[at] ?? 0) ? b : a))
    if (Math.abs(pivot[at] ?? 0) < 1e-9) return undefined
    rows[rows.indexOf(pivot)] = rows[at] as number[]
    rows[at] = pivot
    for (const [i, row] of rows.entries()) {
      const factor = i === at ? 0 : (row[at] ?? 0) / (pivot[at] ?? 1)
      for (let j = at; j <= count; j++) row[j] = (row[j] ?? 0) - factor * (pivot[j] ?? 0)
    }
  }
  return rows.map((row, i) => (row[count] ?? 0) / (row[i] ?? 1))
}
