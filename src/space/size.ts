import type { Json } from '../base/hash.ts'
import { isActive } from './condition.ts'
import { levelsOf } from './grid.ts'
import { levelCount } from './levels.ts'
import type { Config, Parameter, Space } from './parameter.ts'

/** The number of different configs: Infinity when a parameter that can be active is continuous. */
export function sizeOf(space: Space): number {
  if ([...space.values()].some(parameter => isContinuous(parameter) && parameter.when === undefined))
    return Infinity
  return countConfigs([...space], parentsOf(space), {}, levelCount, parameter => levelsOf(parameter, 1))
}

/** The number of configs of a grid with `levels` values for each continuous range. */
export function gridSizeOf(space: Space, levels: number): number {
  const countOf = (parameter: Parameter) => (isContinuous(parameter) ? levels : levelCount(parameter))
  return countConfigs([...space], parentsOf(space), {}, countOf, parameter => levelsOf(parameter, levels))
}

export const isContinuous = (parameter: Parameter) => levelCount(parameter) === Infinity

/** Only parameters that others depend on are walked value by value; the rest multiply. */
function countConfigs(
  space: readonly (readonly [string, Parameter])[],
  parents: ReadonlySet<string>,
  config: Config,
  countOf: (parameter: Parameter) => number,
  valuesOf: (parameter: Parameter) => Iterable<Json>,
): number {
  const [first, ...rest] = space
  if (first === undefined) return 1
  const [name, parameter] = first
  if (!isActive(parameter, config)) return countConfigs(rest, parents, config, countOf, valuesOf)
  const count = countOf(parameter)
  if (!parents.has(name) || count === Infinity)
    return count * countConfigs(rest, parents, config, countOf, valuesOf)
  let sum = 0
  for (const value of valuesOf(parameter))
    sum += countConfigs(rest, parents, { ...config, [name]: value }, countOf, valuesOf)
  return sum
}

const parentsOf = (space: Space) =>
  new Set([...space.values()].flatMap(({ when }) => Object.keys(when ?? {})))
