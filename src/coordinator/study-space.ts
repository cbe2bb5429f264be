import { z } from 'zod'
import type { Json } from '../base/hash.ts'
import type { Condition, Parameter, Space } from '../space/parameter.ts'
import { choiceSchema, numberSchema } from '../space/schema.ts'
import { orderByCondition } from '../space/space.ts'

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

/** Throws RangeError naming the parameter that is not right. */
export function readSpace(space: Space | WrittenSpace): Space {
  if (isParsed(space)) return space
  const entries = Object.entries(space).map(
    ([name, written]) => [name, readParameter(name, written)] as const,
  )
  return orderByCondition(Object.fromEntries(entries))
}

const isParsed = (space: Space | WrittenSpace): space is Space => space instanceof Map
const isParameter = (value: WrittenParameter | Parameter): value is Parameter => 'kind' in value

const range = numberSchema(z.number())
const choice = choiceSchema(z.json())

function readParameter(name: string, written: WrittenParameter | Parameter): Parameter {
  if (isParameter(written)) return written
  const read = ('min' in written ? range : choice).safeParse(written)
  if (read.success) return read.data
  throw new RangeError(`space.${name}: ${z.prettifyError(read.error)}`)
}
