import type { Json } from '../../base/hash.ts'
import type { Config, Space } from '../parameter.ts'
import { checkExpression, type Names, type Possible } from './check.ts'
import { evaluate } from './evaluate.ts'
import { namesIn } from './expression.ts'
import { parseExpression } from './parse.ts'

/** A condition that configs must meet: "batchSize * unfreezeDepth <= 128". */
export interface Constraint {
  readonly text: string
  /** The names that it asks for. */
  readonly names: readonly string[]
  /** A searched parameter that is not active in the config: it holds. */
  holds(config: Config): boolean
}

/** Values that are not searched, by name. */
export type Fixed = Readonly<Record<string, Json>>

/** Throws ConstraintError, which says what is wrong with the expression. */
export function createConstraint(text: string, space: Space, fixed: Fixed = {}): Constraint {
  const expression = parseExpression(text)
  checkExpression(expression, possibleValues(space, fixed))
  const names = namesIn(expression)
  return {
    text,
    names,
    holds(config) {
      const valueOf = (name: string) => config[name] ?? (space.has(name) ? undefined : fixed[name])
      return (
        names.some(name => valueOf(name) === undefined) || evaluate(expression, valueOf) === true
      )
    },
  }
}

function possibleValues(space: Space, fixed: Fixed): Names {
  const searched = [...space].map(
    ([name, parameter]): [string, Possible] => [
      name,
      parameter.kind === 'choice' ? parameter.values : 'number',
    ],
  )
  return new Map([
    ...Object.entries(fixed).map(([name, value]): [string, Possible] => [
      name,
      typeof value === 'number' ? 'number' : [value],
    ]),
    ...searched,
  ])
}

/** Whether a config meets all of them. */
export const meetsAll =
  (constraints: readonly Constraint[]) =>
  (config: Config): boolean =>
    constraints.every(constraint => constraint.holds(config))
