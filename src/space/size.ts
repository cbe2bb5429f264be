import type { Json } from '../base/hash.ts'
import { isActive } from './condition.ts'
import { levelAt, levelCount } from './levels.ts'
import type { Config, Parameter, Space } from './parameter.ts'

/** The number of different configs: Infinity when a parameter that can be active is continuous. */
export function sizeOf(space: Space): number {
  return countConfigs([...space], parentsOf(space), {}, levelCount)
}

/** The number of configs of a grid with `levels` values for each continuous range. */
export function gridSizeOf(space: Space, levels: number): number {
  return countConfigs([...space], parentsOf(space), {}, parameter =>
    Math.min(levelCount(parameter), isContinuous(parameter) ? levels : Infinity),
  )
}

export const isContinuous = (parameter: Parameter) => levelCount(parameter) === Infinity

/** Only parameters that others depend on are walked value by value; the rest multiply. */
function countConfigs(
  space: readonly (readonly [string, Parameter])[],
  parents: ReadonlySet<string>,
  config: Config,
  countOf: (parameter: Parameter) => number,
): number {
  const [first, ...rest] = space
  if (first === undefined) return 1
  const [name, parameter] = first
  if (!isActive(parameter, config)) return countConfigs(rest, parents, config, countOf)
  const count = countOf(parameter)
  if (!parents.has(name) || isContinuous(parameter))
    return count * countConfigs(rest, parents, config, countOf)
  let sum = 0
  for (let index = 0; index < count; index++) {
    const value: Json = levelAt(parameter, index)
    sum += countConfigs(rest, parents, { ...config, [name]: value }, countOf)
  }
  return sum
}

const parentsOf = (space: Space) =>
  new Set([...space.values()].flatMap(({ when }) => Object.keys(when ?? {})))
