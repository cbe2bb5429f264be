import type { z } from 'zod'
import { listed } from '../../base/listed.ts'

export type Described = z.core.JSONSchema.BaseSchema

/** What a file can say for a value, in words: "a number from 0, below 1", "`adam`, `sgd` or `rmsprop`". */
export function formsOf(schema: Described): string {
  const texts = formsIn(schema).map(textOf)
  return [...new Set(texts)].join(', or ')
}

/** The forms that a value can have, names first. */
export function formsIn(schema: Described): Described[] {
  const branches = schema.anyOf ?? schema.oneOf
  return branches === undefined ? [schema] : branches.flatMap(formsIn)
}

/** As it would be written in a file; undefined: there is none. */
export function defaultOf({ default: usual }: Described): string {
  const isNothing =
    usual === undefined || (typeof usual === 'object' && Object.keys(usual ?? {}).length === 0)
  return isNothing ? '–' : code(typeof usual === 'object' ? flow(usual) : usual)
}

/** `{ type: random }`. */
function flow(value: object | null): string {
  const entries = Object.entries(value ?? {}).map(([key, inner]) => `${key}: ${inner}`)
  return value === null ? 'null' : `{ ${entries.join(', ')} }`
}

export const code = (value: unknown) => `\`${value}\``

/** The properties of a mapping; none where it is not one. */
export const propertiesOf = ({ properties = {} }: Described): [name: string, schema: Described][] =>
  Object.entries(properties).flatMap(([name, schema]): [string, Described][] =>
    typeof schema === 'boolean' ? [] : [[name, schema]],
  )

function textOf(schema: Described): string {
  if (schema.const !== undefined) return code(schema.const)
  if (schema.enum !== undefined) return listed(schema.enum.map(code), 'or')
  switch (schema.type) {
    case 'integer':
      return `a whole number${boundsOf(schema)}`
    case 'number':
      return `a number${boundsOf(schema)}`
    case 'boolean':
      return '`true` or `false`'
    case 'null':
      return '`null`'
    case 'array':
      return 'a list'
    case 'object':
      return schema.properties === undefined ? 'one for each name' : 'a mapping'
    default:
      return 'text'
  }
}

/** Bounds that are only those of the number format are none. */
function boundsOf({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: Described): string {
  const isLeast = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER
  const isMost = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER
  const bounds = [
    isLeast ? ` from ${minimum}` : '',
    exclusiveMinimum === undefined ? '' : ` above ${exclusiveMinimum}`,
    isMost ? ` to ${maximum}` : '',
    exclusiveMaximum === undefined ? '' : ` below ${exclusiveMaximum}`,
  ]
  return bounds.filter(text => text !== '').join(isLeast && isMost ? '' : ',')
}
