import type { Json } from '../base/hash.ts'
import type { Random } from '../base/random.ts'
import { isActive } from './condition.ts'
import { levelAt, levelCount, valueAt } from './levels.ts'
import type { Config, Parameter, Space } from './parameter.ts'

/** A config drawn evenly from the space. Each parameter has its own stream: adding one leaves the others alone. */
export function sampleConfig(space: Space, random: Random): Config {
  const config: Record<string, Json> = {}
  for (const [name, parameter] of space)
    if (isActive(parameter, config)) config[name] = drawValue(parameter, random.fork(name))
  return config
}

function drawValue(parameter: Parameter, random: Random): Json {
  if (parameter.kind === 'int' && parameter.scale === 'log') return drawLogInteger(parameter, random)
  const count = levelCount(parameter)
  if (count !== Infinity) return levelAt(parameter, random.integer(0, count - 1))
  if (parameter.kind === 'choice') throw new RangeError('a choice has finitely many values')
  return valueAt(parameter, random.next())
}

/** Each integer owns the stretch from half below to half above it, so both ends are as likely as their neighbours. */
function drawLogInteger({ min, max }: { min: number; max: number }, random: Random): number {
  const [low, high] = [Math.log(min - 0.5), Math.log(max + 0.5)]
  const value = Math.round(Math.exp(low + random.next() * (high - low)))
  return Math.min(max, Math.max(min, value))
}
