import { z } from 'zod'
import { UserError } from '../base/errors.ts'
import type { Json } from '../base/hash.ts'
import { isRecord } from '../base/is-record.ts'
import type { Condition, Parameter, Space } from '../space/parameter.ts'
import { choiceSchema, numberSchema } from '../space/schema.ts'
import { CircularConditions, orderByCondition } from '../space/space.ts'
import { findingsOf, issueOf } from '../sweep/explain.ts'
import { refuse } from './study-check.ts'

/** A parameter as a search-space file writes it: a range, or values to choose from. */
type WrittenParameter =
  | {
      readonly type?: 'float' | 'int'
      readonly min: number
      readonly max: number
      readonly scale?: 'linear' | 'log'
      readonly step?: number
      readonly when?: Condition
    }
  | { readonly values: readonly Json[]; readonly when?: Condition }
  | readonly Json[]
export type WrittenSpace = Readonly<Record<string, WrittenParameter | Parameter>>

/** Throws UserError naming the parameter that is not right, in the words that a file is answered with. */
export function readSpace(space: Space | WrittenSpace): Space {
  if (isParsed(space)) return space
  refuse(findingsOf(written, { space }))
  const parameters = Object.fromEntries(
    Object.entries(space).map(([name, one]) => [name, readParameter(one)] as const),
  )
  for (const [name, { when = {} }] of Object.entries(parameters))
    for (const other of Object.keys(when))
      if (!(other in parameters) || other === name)
        throw wrong(
          `space.${name}.when.${other}: ${other === name ? 'a parameter cannot depend on itself' : 'is not under space'}`,
        )
  try {
    return orderByCondition(parameters)
  } catch (error) {
    if (!(error instanceof CircularConditions)) throw error
    throw wrong(`space: the conditions go in a circle: ${error.names.join(' → ')}`)
  }
}

const wrong = (message: string) => new UserError(message, { where: 'createStudy' })

const isParsed = (space: Space | WrittenSpace): space is Space => space instanceof Map
const isParameter = (value: WrittenParameter | Parameter): value is Parameter => 'kind' in value

const range = numberSchema(z.number())
const choice = choiceSchema(z.json())

/** A parsed one is taken as it is. */
const written = z.object({
  space: z.record(
    z.string(),
    z.unknown().transform((value, context) => {
      if (isRecord(value) && 'kind' in value) return
      const schema = isRecord(value) && !('values' in value) ? range : choice
      context.issues.push(...findingsOf(schema, value).map(issueOf))
    }),
  ),
})

const readParameter = (given: WrittenParameter | Parameter): Parameter =>
  isParameter(given) ? given : ('min' in given ? range : choice).parse(given)
