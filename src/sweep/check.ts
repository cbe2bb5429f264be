import { isRecord } from '../base/is-record.ts'
import { isQueueOnly } from '../samplers/index.ts'
import type { Parameter } from '../space/parameter.ts'
import { checkAgainst } from './check-against.ts'
import { checkBackbones } from './check-backbones.ts'
import { checkConditions } from './check-conditions.ts'
import { checkConstraints } from './check-constraints.ts'
import { checkQueue } from './check-queue.ts'
import { type Finding, valueAtPath } from './finding.ts'
import { parameterSchemas } from './schema.ts'

/**
 * What only shows when the parts of a file are compared. Works on the file as written and looks at those
 * parts that are right by themselves, so that one mistake does not hide another.
 */
export function checkTogether(written: unknown): Finding[] {
  const parameters = soundParameters(written)
  const named = valueAtPath(written, ['space'])
  const names = isRecord(named) ? Object.keys(named) : []
  const { space, findings: conditions } = checkConditions(parameters, names, written)
  return [
    ...checkFixed(written, names),
    ...conditions,
    ...checkSampler(written, names),
    ...checkAgainst(written),
    ...checkBackbones(written, parameters),
    ...(names.length === Object.keys(parameters).length && space !== undefined
      ? [...checkQueue(written, space), ...checkConstraints(written, space)]
      : []),
  ]
}

/** The parameters whose own description is right, in the order of the file. */
export function soundParameters(written: unknown): Record<string, Parameter> {
  const space = valueAtPath(written, ['space'])
  const parameters: Record<string, Parameter> = {}
  for (const [name, value] of Object.entries(isRecord(space) ? space : {})) {
    const result = parameterSchemas.get(name)?.safeParse(value)
    if (result?.success) parameters[name] = result.data
  }
  return parameters
}

function checkFixed(written: unknown, names: readonly string[]): Finding[] {
  return names
    .filter(name => valueAtPath(written, ['recipe', name]) !== undefined)
    .map(name => ({
      path: ['space', name],
      at: 'key',
      message: `is fixed under recipe and searched here: keep one of the two`,
    }))
}

function checkSampler(written: unknown, names: readonly string[]): Finding[] {
  const enqueue = valueAtPath(written, ['enqueue'])
  const isQueueEmpty = enqueue === undefined || (Array.isArray(enqueue) && enqueue.length === 0)
  const sampler = valueAtPath(written, ['sampler', 'type'])
  if (isQueueOnly(sampler))
    return isQueueEmpty
      ? [
          {
            path: ['sampler', 'type'],
            at: 'value',
            message: `${sampler} tries what is under enqueue, and there is nothing`,
          },
        ]
      : []
  return names.length === 0
    ? [
        {
          path: ['space'],
          at: 'key',
          message:
            'has nothing to search: add a value, as in learningRate: { min: 1e-4, max: 1e-1, scale: log }',
        },
      ]
    : []
}
