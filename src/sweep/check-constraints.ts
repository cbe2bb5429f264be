import { createRandom } from '../base/random.ts'
import { isRecord } from '../base/is-record.ts'
import { isQueueOnly } from '../samplers/index.ts'
import { type Constraint, createConstraint } from '../space/constraint/constraint.ts'
import { ConstraintError } from '../space/constraint/error.ts'
import { impossibleIn } from '../space/constraint/share.ts'
import { describeValue } from '../space/contains.ts'
import type { Config, Space } from '../space/parameter.ts'
import { fixedValues } from './constraints.ts'
import { type Finding, valueAtPath } from './finding.ts'

/** Expressions under `constraints` against the space, the configs under `enqueue` against them, and whether any config is left. */
export function checkConstraints(written: unknown, space: Space): Finding[] {
  const texts = valueAtPath(written, ['constraints'])
  if (!Array.isArray(texts)) return []
  const recipe = valueAtPath(written, ['recipe'])
  const fixed = fixedValues(isRecord(recipe) ? recipe : {})
  const findings: Finding[] = []
  const constraints = texts.flatMap((text: unknown, index) => {
    if (typeof text !== 'string' || text === '') return []
    try {
      return [createConstraint(text, space, fixed)]
    } catch (error) {
      if (!(error instanceof ConstraintError)) throw error
      findings.push({ path: ['constraints', index], at: 'value', message: error.message })
      return []
    }
  })
  return [...findings, ...checkQueued(written, constraints), ...checkLeft(written, space, constraints)]
}

function checkQueued(written: unknown, constraints: readonly Constraint[]): Finding[] {
  const configs = valueAtPath(written, ['enqueue'])
  if (!Array.isArray(configs)) return []
  return configs.flatMap((config: unknown, index) =>
    constraints
      .filter(constraint => isRecord(config) && !constraint.holds(config as Config))
      .map((constraint): Finding => {
        const values = constraint.names.flatMap(name =>
          isRecord(config) && config[name] !== undefined
            ? [`${name} ${describeValue((config as Config)[name] ?? '')}`]
            : [],
        )
        const message = `breaks the constraint ${constraint.text} (${values.join(', ')})`
        return { path: ['enqueue', index], at: 'value', message }
      }),
  )
}

function checkLeft(written: unknown, space: Space, constraints: readonly Constraint[]): Finding[] {
  if (isQueueOnly(valueAtPath(written, ['sampler', 'type'])) || constraints.length === 0) return []
  const impossible = impossibleIn(space, constraints, createRandom('constraints'))
  if (impossible === undefined) return []
  const { tightest, excluded, seen } = impossible
  const message = `leave no config of the space: of ${seen} looked at, ${tightest.text} excludes ${excluded === seen ? 'all' : excluded}`
  return [{ path: ['constraints'], at: 'key', message }]
}
