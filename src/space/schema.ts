import { z } from 'zod'
import { canonical, type Json } from '../base/hash.ts'
import type { Comparison, Condition, Parameter, Wanted } from './parameter.ts'

const scalar = z.union([z.string(), z.number(), z.boolean()])
const when = z
  .record(z.string(), z.union([z.array(scalar).min(1), scalar.transform(wantedFrom)]))
  .transform((condition): Condition => condition)
  .describe(
    'Search it only while other parameters have one of these values: { optimizer: [sgd, rmsprop] }, or are on one side of a number: { unfreezeDepth: ">0" }.',
  )

const comparison = /^\s*(>=|<=|>|<)\s*(\S+)\s*$/

/** A single value, or ">0". */
function wantedFrom(value: string | number | boolean): Wanted {
  const [, is, bound] = comparison.exec(String(value)) ?? []
  const than = Number(bound)
  return is === undefined || Number.isNaN(than) ? [value] : { is: is as Comparison, than }
}

/** More are not told apart in any night: a range says it. */
const mostValues = 10_000

/** A searched value as written in the file: `{ values: […] }`, or the list, or a single value. */
export function choiceSchema(value: z.ZodType<Json>): z.ZodType<Parameter> {
  const values = z.array(value).min(1).max(mostValues).describe('The values to choose from.')
  const full = z
    .strictObject({ values, when: z.exactOptional(when) })
    .transform((written): Parameter => ({ kind: 'choice', ...written, values: different(written.values) }))
  const list = values.transform((written): Parameter => ({ kind: 'choice', values: different(written) }))
  const one = value instanceof z.ZodNumber || value instanceof z.ZodEnum ? value : onlyScalar(value)
  const single = one.transform((written): Parameter => ({ kind: 'choice', values: [written] }))
  return z.union([full, list, single])
}

/** What is in a list twice counts once: [0.1, 1e-1] is one value. */
function different(values: readonly Json[]): readonly Json[] {
  const known = new Set<string>()
  return values.filter(value => {
    const text = canonical(value)
    return !known.has(text) && known.add(text)
  })
}

/** Only its type says that a recipe value takes more than scalars; a mapping is one of the other forms. */
const onlyScalar = (value: z.ZodType<Json>) =>
  scalar.pipe(value as z.ZodType<Json, string | number | boolean>)

/** A searched number as written: a choice, or a range `{ min, max, scale, type, step }`. */
export function numberSchema(value: z.ZodNumber): z.ZodType<Parameter> {
  const kinds = value.isInt ? (['int'] as const) : (['float', 'int'] as const)
  const range = z
    .strictObject({
      type: z
        .enum(kinds)
        .default(value.isInt ? 'int' : 'float')
        .describe('int: whole numbers only.'),
      min: value.describe('The lowest value.'),
      max: value.describe('The highest value, included.'),
      scale: z
        .enum(['linear', 'log'])
        .default('linear')
        .describe('log: as many trials between 1e-5 and 1e-4 as between 1e-2 and 1e-1.'),
      step: z.exactOptional(z.number().gt(0)).describe('Only min, min + step, min + 2 × step, …'),
      when: z.exactOptional(when),
    })
    .superRefine((written, context) => {
      for (const [key, message] of wrongsOf(written))
        context.addIssue({ code: 'custom', path: [key], message })
    })
    .transform(({ type, ...written }): Parameter => ({ kind: type, ...written }))
  return z.union([range, choiceSchema(value)])
}

interface Written {
  readonly type: 'float' | 'int'
  readonly min: number
  readonly max: number
  readonly scale: 'linear' | 'log'
  readonly step?: number
}

function* wrongsOf({ type, min, max, scale, step }: Written): Generator<[keyof Written, string]> {
  if (max < min) yield ['max', `must not be below min, which is ${min} (got ${max})`]
  if (scale === 'log' && min <= 0) yield ['min', `must be greater than 0 on a log scale (got ${min})`]
  if (type === 'int' && !Number.isInteger(min))
    yield ['min', `must be a whole number for type: int (got ${min})`]
  if (type === 'int' && !Number.isInteger(max))
    yield ['max', `must be a whole number for type: int (got ${max})`]
  if (step === undefined) return
  if (scale === 'log') yield ['step', 'goes with a linear scale only: leave out step or scale: log']
  if (type === 'int' && !Number.isInteger(step))
    yield ['step', `must be a whole number for type: int (got ${step})`]
  if (step > max - min) yield ['step', `must not be wider than the range from ${min} to ${max} (got ${step})`]
}
