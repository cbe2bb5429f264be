import type { Json } from '../base/hash.ts'
import { isActive } from './condition.ts'
import { levelAt, levelCount, valueAt } from './levels.ts'
import type { Config, Parameter, Space } from './parameter.ts'

/**
 * Every config, the last parameter varying fastest; a continuous range gives `levels` values, evenly on its scale.
 * A parameter whose condition does not hold is absent, so no config comes twice.
 */
export function* gridOf(space: Space, levels: number): Generator<Config> {
  yield* extend([...space], {}, levels)
}

function* extend(
  space: readonly (readonly [string, Parameter])[],
  config: Config,
  levels: number,
): Generator<Config> {
  const [first, ...rest] = space
  if (first === undefined) return yield config
  const [name, parameter] = first
  if (!isActive(parameter, config)) return yield* extend(rest, config, levels)
  for (const value of levelsOf(parameter, levels)) yield* extend(rest, { ...config, [name]: value }, levels)
}

/** The grid's values of one parameter; a single level of a range is its middle. */
export function* levelsOf(parameter: Parameter, levels: number): Generator<Json> {
  const count = levelCount(parameter)
  if (parameter.kind === 'choice' || count !== Infinity)
    for (let index = 0; index < count; index++) yield levelAt(parameter, index)
  else
    for (let index = 0; index < levels; index++)
      yield valueAt(parameter, levels === 1 ? 0.5 : index / (levels - 1))
}
