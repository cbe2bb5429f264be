import type { z } from 'zod'
import { UserError } from './errors.ts'
import { didYouMean } from './suggest.ts'

/** Options as a file gives them: a mapping with the strategy's name as `type`. */
export type OptionsSchema = z.ZodObject<{ readonly type: z.ZodLiteral<string> }>

/** One of several ways to do the same, by its name: all that a list of them needs to know. */
export interface Strategy<Schema extends OptionsSchema, Rest extends readonly unknown[], Made> {
  readonly type: string
  /** One sentence for people; editors show it, too. */
  readonly meaning: string
  readonly options: Schema
  /** Takes options as a file or an old journal gives them: what is not there has its default. */
  create(options: unknown, ...rest: Rest): Made
}

export function strategy<Schema extends OptionsSchema, Rest extends readonly unknown[], Made>(
  meaning: string,
  options: Schema,
  create: (options: z.output<Schema>, ...rest: Rest) => Made,
): Strategy<Schema, Rest, Made> {
  const described = options.describe(meaning)
  return {
    type: described.shape.type.value,
    meaning,
    options: described,
    create: (given, ...rest) => create(described.parse(given), ...rest),
  }
}

/** The entry with this name; `what` is what the list is of: "sampler". */
export function named<Entry extends { readonly type: string }>(
  entries: readonly Entry[],
  type: string,
  what: string,
): Entry {
  const entry = entries.find(candidate => candidate.type === type)
  if (entry !== undefined) return entry
  const names = entries.map(candidate => candidate.type)
  throw new UserError(`there is no ${what} "${type}"`, {
    where: `${what}.type`,
    next: didYouMean(type, names) || `They are: ${names.join(', ')}`,
  })
}
