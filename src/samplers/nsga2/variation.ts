import type { Random } from '../../base/random.ts'
import { absent, type Dimension, type Point } from '../dimensions.ts'

/** The higher, the nearer children are to their parents, and mutants to what they were. */
const crossoverIndex = 15
const mutationIndex = 20

/**
 * A child of two parents: numbers near one or the other, as near as the parents are to each other (simulated binary
 * crossover: K. Deb and R. Agrawal, 1995); of categories, and of what one parent lacks, either's. Not settled yet.
 */
export function crossed(dimensions: readonly Dimension[], a: Point, b: Point, random: Random): Point {
  return a.map((own, i) => {
    const other = b[i] ?? absent
    const [near, far] = random.next() < 0.5 ? [own, other] : [other, own]
    if (dimensions[i]?.isCategory !== false || near === absent || far === absent) return near
    const u = random.next()
    const spread = (u < 0.5 ? 2 * u : 1 / (2 - 2 * u)) ** (1 / (crossoverIndex + 1))
    return onLevel(dimensions[i], within(((1 + spread) * near + (1 - spread) * far) / 2))
  })
}

/**
 * One coordinate changes on average: numbers by a little as a rule (polynomial mutation: K. Deb and M. Goyal, 1996),
 * categories to any other.
 */
export function mutated(dimensions: readonly Dimension[], point: Point, random: Random): Point {
  const searched = point.filter(at => at !== absent).length
  return point.map((at, i) => {
    const dimension = dimensions[i]
    if (at === absent || dimension === undefined || random.next() >= 1 / searched) return at
    const { levels = [] } = dimension
    if (levels.length > 0) {
      const others = levels.filter(level => level !== at)
      return others.length === 0 ? at : random.pick(others)
    }
    const u = random.next()
    const power = 1 / (mutationIndex + 1)
    return u < 0.5
      ? at + ((2 * u + (1 - 2 * u) * (1 - at) ** (mutationIndex + 1)) ** power - 1)
      : at + (1 - (2 - 2 * u + (2 * u - 1) * at ** (mutationIndex + 1)) ** power)
  })
}

const within = (u: number) => Math.min(1, Math.max(0, u))

/** Of few levels the nearest. */
function onLevel(dimension: Dimension | undefined, at: number): number {
  const { levels = [] } = dimension ?? {}
  return levels.reduce(
    (nearest, level) => (Math.abs(level - at) < Math.abs(nearest - at) ? level : nearest),
    levels[0] ?? at,
  )
}
