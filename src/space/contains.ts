import type { Json } from '../base/hash.ts'
import { isActive, isSame, meets } from './condition.ts'
import { levelAt, levelCount } from './levels.ts'
import type { Comparison, Condition, Config, Parameter, Space, Wanted } from './parameter.ts'

/** What is wrong with a config as a point of the space, one sentence each; empty when it is one. */
export function checkConfig(space: Space, config: Config): string[] {
  const unknown = Object.keys(config).filter(name => !space.has(name))
  const wrong = [...space].flatMap(([name, parameter]) => {
    const value = config[name]
    if (!isActive(parameter, config))
      return value === undefined
        ? []
        : [`${name} is only searched when ${describeCondition(parameter.when)}: leave it out here`]
    if (value === undefined) return [`${name} is missing`]
    const rule = violation(parameter, value)
    return rule === undefined ? [] : [`${name} is ${describeValue(value)}, but ${rule}`]
  })
  return [...unknown.map(name => `${name} is not a parameter of the space`), ...wrong]
}

/** The rule that a value breaks: "must be one of adam, sgd"; undefined when the parameter can take it. */
export function violation(parameter: Parameter, value: Json): string | undefined {
  if (parameter.kind === 'choice') {
    const list = parameter.values.map(describeValue).join(', ')
    return parameter.values.some(choice => isSame(choice, value)) ? undefined : `must be one of ${list}`
  }
  const { kind, min, max, step } = parameter
  const inside = typeof value === 'number' && value >= min && value <= max
  if (!inside || (kind === 'int' && !Number.isInteger(value)))
    return `must be a ${kind === 'int' ? 'whole ' : ''}number from ${describeValue(min)} to ${describeValue(max)}`
  if (step === undefined) return undefined
  const steps = (value - min) / step
  const isOnStep = Math.abs(steps - Math.round(steps)) < 1e-6 && Math.round(steps) < levelCount(parameter)
  return isOnStep ? undefined : `must be ${describeValue(min)} plus a multiple of ${describeValue(step)}`
}

/** { optimizer: [sgd, rmsprop] } → "optimizer is sgd or rmsprop". */
export function describeCondition(when: Condition = {}): string {
  return Object.entries(when)
    .map(([name, wanted]) => `${name} is ${describeWanted(wanted)}`)
    .join(' and ')
}

const describeWanted = (wanted: Wanted) =>
  'is' in wanted
    ? `${sides[wanted.is]} ${describeValue(wanted.than)}`
    : wanted.map(describeValue).join(' or ')

const sides: Readonly<Record<Comparison, string>> = {
  '>': 'above',
  '>=': 'at least',
  '<': 'below',
  '<=': 'at most',
}

/** Whether a parameter can have a value that a condition wants. */
export function canMeet(parameter: Parameter, wanted: Wanted): boolean {
  if (!('is' in wanted)) return wanted.some(value => violation(parameter, value) === undefined)
  if (parameter.kind === 'choice') return parameter.values.some(value => meets(value, wanted))
  const count = levelCount(parameter)
  const highest = count === Infinity ? parameter.max : levelAt(parameter, count - 1)
  return meets(parameter.min, wanted) || meets(highest, wanted)
}

/** A value as text, with all its digits. */
export const describeValue = (value: Json) => (typeof value === 'string' ? value : JSON.stringify(value))
