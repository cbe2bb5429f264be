import type { Json } from '../base/hash.ts'
import { isQueueOnly } from '../samplers/index.ts'
import { isActive } from '../space/condition.ts'
import { describeCondition, violation } from '../space/contains.ts'
import type { Config, Space } from '../space/parameter.ts'
import { type Finding, valueAtPath } from './finding.ts'
import { got } from './rules.ts'
import { configSchema } from './schema.ts'

/**
 * Configs under `enqueue` against the space: what is searched must be possible and, where a sampler is to learn
 * from them, complete.
 */
export function checkQueue(written: unknown, space: Space): Finding[] {
  const configs = valueAtPath(written, ['enqueue'])
  if (!Array.isArray(configs)) return []
  const isQueue = isQueueOnly(valueAtPath(written, ['sampler', 'type']))
  return configs.flatMap((config: unknown, index) => {
    const result = configSchema.safeParse(config)
    if (!result.success) return []
    return checkEntry(Object.fromEntries(Object.entries(result.data)) as Config, index, space, isQueue)
  })
}

function checkEntry(config: Config, index: number, space: Space, isQueue: boolean): Finding[] {
  const at = (name: string, part: Finding['at'], message: string): Finding => ({
    path: ['enqueue', index, name],
    at: part,
    message,
  })
  return [...space].flatMap(([name, parameter]): Finding[] => {
    const value: Json | undefined = config[name]
    if (!isActive(parameter, config)) {
      if (value === undefined || isQueue) return []
      return [
        at(name, 'key', `is only searched when ${describeCondition(parameter.when)}: leave it out here`),
      ]
    }
    if (value === undefined)
      return isQueue
        ? []
        : [at(name, 'key', 'is missing: every searched value is needed in an enqueued config')]
    const rule = violation(parameter, value)
    return rule === undefined ? [] : [at(name, 'value', `${rule}, as under space${got(value)}`)]
  })
}
