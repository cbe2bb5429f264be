import { isRecord } from '../base/is-record.ts'
import { didYouMean } from '../base/suggest.ts'
import { isQueueOnly } from '../samplers/index.ts'
import { describeValue, violation } from '../space/contains.ts'
import type { Parameter, Space } from '../space/parameter.ts'
import { isContinuous } from '../space/size.ts'
import { CircularConditions, orderByCondition } from '../space/space.ts'
import { recipeNames } from '../trial/recipe.ts'
import { checkAgainst } from './check-against.ts'
import { checkBackbones } from './check-backbones.ts'
import { checkConstraints } from './check-constraints.ts'
import { checkQueue } from './check-queue.ts'
import { type Finding, type Path, valueAtPath } from './finding.ts'
import { parameterSchemas } from './schema.ts'

/**
 * What only shows when the parts of a file are compared. Works on the file as written and looks at those
 * parts that are right by themselves, so that one mistake does not hide another.
 */
export function checkTogether(written: unknown): Finding[] {
  const parameters = soundParameters(written)
  const named = valueAtPath(written, ['space'])
  const names = isRecord(named) ? Object.keys(named) : []
  const conditions = Object.entries(parameters).flatMap(([name, parameter]) =>
    checkCondition(name, parameter, parameters, names),
  )
  const { space, circle } = order(parameters)
  return [
    ...checkFixed(written, names),
    ...conditions,
    ...circle,
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

function checkCondition(
  name: string,
  { when = {} }: Parameter,
  parameters: Readonly<Record<string, Parameter>>,
  names: readonly string[],
): Finding[] {
  return Object.entries(when).flatMap(([other, values]): Finding[] => {
    const path: Path = ['space', name, 'when', other]
    const wrong = (message: string): Finding[] => [{ path, at: 'key', message }]
    if (other === name) return wrong('a parameter cannot depend on itself')
    const parent = parameters[other]
    if (parent === undefined) {
      // A parent with a mistake of its own is reported there.
      if (names.includes(other)) return []
      const isRecipe = recipeNames.some(recipe => recipe === other)
      const hint = didYouMean(other, names)
      return wrong(
        isRecipe
          ? `${other} is not searched: add it under space, or leave out this condition`
          : `is not under space${hint === '' ? '' : `; ${hint}`}`,
      )
    }
    if (isContinuous(parent))
      return wrong(
        `${other} varies continuously, so it never has exactly this value: give it values or a step`,
      )
    return values.flatMap((value): Finding[] => {
      const rule = violation(parent, value)
      if (rule === undefined) return []
      return [{ path, at: 'value', message: `${other} is never ${describeValue(value)}: it ${rule}` }]
    })
  })
}

function order(parameters: Readonly<Record<string, Parameter>>): { space?: Space; circle: Finding[] } {
  try {
    return { space: orderByCondition(parameters), circle: [] }
  } catch (error) {
    if (!(error instanceof CircularConditions)) throw error
    const [first = ''] = error.names
    const message = `the conditions go in a circle: ${error.names.join(' → ')}`
    // A parameter that depends on itself is reported as such.
    const circle: Finding[] =
      error.names.length > 2 ? [{ path: ['space', first, 'when'], at: 'key', message }] : []
    return { circle }
  }
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
