import type { Json } from '../base/hash.ts'
import type { Random } from '../base/random.ts'
import { isActive } from './condition.ts'
import type { Config, Space } from './parameter.ts'
import { valueAtUnit } from './unit.ts'

/** A config drawn evenly from the space. Each parameter has its own stream: adding one leaves the others alone. */
export function sampleConfig(space: Space, random: Random): Config {
  const config: Record<string, Json> = {}
  for (const [name, parameter] of space)
    if (isActive(parameter, config)) config[name] = valueAtUnit(parameter, random.fork(name).next())
  return config
}
