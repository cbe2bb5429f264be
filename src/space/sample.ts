import type { Json } from '../base/hash.ts'
import type { Random } from '../base/random.ts'
import { isActive } from './condition.ts'
import type { Config, Space } from './parameter.ts'
import { valueAtUnit } from './unit.ts'

/** A config drawn evenly from the space. Each parameter has its own stream: adding one leaves the others alone. */
export function sampleConfig(space: Space, random: Random): Config {
  return configAtUnits(space, (_, name) => random.fork(name).next())
}

/** The config at a place of the unit cube: a coordinate in [0, 1) for each active parameter, dimensions from 0. */
export function configAtUnits(space: Space, unit: (dimension: number, name: string) => number): Config {
  const config: Record<string, Json> = {}
  let dimension = 0
  for (const [name, parameter] of space) {
    if (isActive(parameter, config)) config[name] = valueAtUnit(parameter, unit(dimension, name))
    dimension++
  }
  return config
}
