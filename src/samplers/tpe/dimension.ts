import { isSame } from '../../space/condition.ts'
import { levelAt, levelCount } from '../../space/levels.ts'
import type { Config, Parameter, Space } from '../../space/parameter.ts'
import { unitOf, valueAtUnit } from '../../space/unit.ts'

/**
 * A parameter as kernels see it: on a line a coordinate is a place in [0, 1]; otherwise it is the number of a level.
 * NaN stands for a parameter that is not active.
 */
export interface Dimension {
  readonly name: string
  readonly parameter: Parameter
  /** Of a finite parameter; Infinity on a line. */
  readonly levels: number
  /** Neighbouring levels are alike. */
  readonly isOrdered: boolean
  /** Dimensions it depends on, with whether it is active at each of their coordinates. */
  readonly conditions: readonly { readonly parent: number; readonly holds: (coordinate: number) => boolean }[]
}

/** A stepped range with more levels than this is a line. */
const mostLevels = 64

export function dimensionsOf(space: Space): Dimension[] {
  const dimensions: Dimension[] = []
  for (const [name, parameter] of space) {
    const isOrdered = parameter.kind !== 'choice'
    const count = levelCount(parameter)
    // On a log scale levels are not equally far apart.
    const isLine = isOrdered && (parameter.scale === 'log' || count > mostLevels)
    const conditions = conditionsOf(parameter, dimensions)
    dimensions.push({ name, parameter, levels: isLine ? Infinity : count, isOrdered, conditions })
  }
  return dimensions
}

function conditionsOf({ when = {} }: Parameter, earlier: readonly Dimension[]): Dimension['conditions'] {
  return Object.entries(when).map(([name, values]) => {
    const parent = earlier.findIndex(other => other.name === name)
    const above = earlier[parent]
    const isWanted = (coordinate: number) =>
      above !== undefined && values.some(value => isSame(value, valueAtCoordinate(above, coordinate)))
    if (above === undefined || above.levels === Infinity) return { parent, holds: isWanted }
    const table = Array.from({ length: above.levels }, (_, level) => isWanted(level))
    return { parent, holds: coordinate => table[coordinate] === true }
  })
}

export const isActiveAt = ({ conditions }: Dimension, at: Float64Array): boolean =>
  conditions.every(({ parent, holds }) => holds(at[parent] ?? Number.NaN))

const valueAtCoordinate = ({ parameter, levels }: Dimension, coordinate: number) =>
  levels === Infinity ? valueAtUnit(parameter, coordinate) : levelAt(parameter, coordinate)

export function coordinateOf({ name, parameter, levels }: Dimension, config: Config): number {
  const value = config[name]
  const unit = value === undefined ? undefined : unitOf(parameter, value)
  if (unit === undefined) return Number.NaN
  return levels === Infinity ? unit : Math.min(levels - 1, Math.floor(unit * levels))
}

export function configAt(dimensions: readonly Dimension[], at: Float64Array): Config {
  return Object.fromEntries(
    dimensions.flatMap((dimension, i) => {
      const coordinate = at[i] ?? Number.NaN
      return Number.isNaN(coordinate) ? [] : [[dimension.name, valueAtCoordinate(dimension, coordinate)]]
    }),
  )
}
