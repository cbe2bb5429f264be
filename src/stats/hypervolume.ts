import { frontOf, type Losses } from './pareto.ts'

/**
 * The volume that points dominate, bounded by a reference point: how good a front is, in one number. Exact for any number of
 * objectives; its cost grows steeply with them. What lies beyond the reference counts for nothing.
 * Source: L. While, L. Bradstreet and L. Barone, A fast way of calculating exact hypervolumes, 2012.
 */
export function hypervolume(points: readonly Losses[], reference: Losses): number {
  return volumeOf(inside(points, reference), reference)
}

/** The part of the volume that a point alone dominates, beside the others. */
export function contribution(point: Losses, others: readonly Losses[], reference: Losses): number {
  if (!isInside(point, reference)) return 0
  return alone(point, inside(others, reference), reference)
}

const isInside = (point: Losses, reference: Losses) =>
  point.every((loss, i) => loss < (reference[i] ?? Number.NaN))

/** The points that are better than the reference in each objective. */
export const inside = (points: readonly Losses[], reference: Losses) =>
  points.filter(point => isInside(point, reference))

function volumeOf(points: readonly Losses[], reference: Losses): number {
  const front = frontOf(points).map(index => points[index] as Losses)
  if (reference.length === 1) return front.length === 0 ? 0 : boxOf(front[0] as Losses, reference)
  if (reference.length === 2) return areaOf(front, reference)
  const last = reference.length - 1
  const [below, depth] = [reference.slice(0, last), reference[last] as number]
  const worstFirst = front.toSorted((a, b) => (b[last] as number) - (a[last] as number))
  return worstFirst.reduce((sum, point, i) => {
    // Those that follow reach deeper: beside them the point has but its area, all the way down from its own depth.
    const others = worstFirst.slice(i + 1).map(other => other.slice(0, last))
    return sum + (depth - (point[last] as number)) * alone(point.slice(0, last), others, below)
  }, 0)
}

/** The point's own box less what others dominate of it. */
function alone(point: Losses, others: readonly Losses[], reference: Losses): number {
  const limited = others.map(other => other.map((loss, i) => Math.max(loss, point[i] as number)))
  return boxOf(point, reference) - volumeOf(limited, reference)
}

function boxOf(point: Losses, reference: Losses): number {
  return point.reduce((volume, loss, i) => volume * ((reference[i] as number) - loss), 1)
}

/** Of a front of two objectives: a staircase. */
function areaOf(front: readonly Losses[], [right = 0, top = 0]: Losses): number {
  let [area, lowest] = [0, top]
  for (const [x = 0, y = 0] of front.toSorted((a, b) => (a[0] as number) - (b[0] as number))) {
    if (y < lowest) area += (right - x) * (lowest - y)
    lowest = Math.min(lowest, y)
  }
  return area
}
