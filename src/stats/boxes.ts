import { inside } from './hypervolume.ts'
import { frontOf, type Losses } from './pareto.ts'

/** An axis-parallel box; `lower` may be −Infinity. */
export interface Box {
  readonly lower: Losses
  readonly upper: Losses
}

/**
 * What a front does not dominate, below a reference point, as boxes that do not overlap. A new point adds to the
 * hypervolume what it dominates of them. n + 1 boxes of two objectives, about n² / 2 of three.
 */
export function nonDominatedBoxes(front: readonly Losses[], reference: Losses): Box[] {
  return boxesOf(inside(front, reference), reference)
}

function boxesOf(points: readonly Losses[], reference: Losses): Box[] {
  const last = reference.length - 1
  if (last === 0)
    return [
      {
        lower: [Number.NEGATIVE_INFINITY],
        upper: [Math.min(...reference, ...points.map(([loss = 0]) => loss))],
      },
    ]
  const depths = [...new Set(points.map(point => point[last] as number))].sort((a, b) => a - b)
  const bounds = [Number.NEGATIVE_INFINITY, ...depths, reference[last] as number]
  return bounds.slice(0, -1).flatMap((from, slab) => {
    const above = points.filter(point => (point[last] as number) <= from).map(point => point.slice(0, last))
    const front = frontOf(above).map(index => above[index] as Losses)
    return boxesOf(front, reference.slice(0, last)).map(({ lower, upper }) => ({
      lower: [...lower, from],
      upper: [...upper, bounds[slab + 1] as number],
    }))
  })
}
