import { z } from 'zod'
import { recipeNames } from '../trial/recipe.ts'
import type { Finding } from './finding.ts'
import { meantKey } from './rules.ts'
import { sweepSchema } from './schema.ts'

/** The section that each key belongs to, where it is only one. */
const homes = new Map<string, string>([
  ...Object.entries(sweepSchema.shape).flatMap(([section, schema]) =>
    keysOf(schema).map(key => [key, `under ${section}`] as const),
  ),
  ...recipeNames.map(
    name => [name, 'under recipe when it is fixed, under space when it is searched'] as const,
  ),
  ...Object.keys(sweepSchema.shape).map(section => [section, 'at the top of the file'] as const),
])

/** An unknown key that is known elsewhere is not misspelt but in the wrong place. */
export function sendHome(finding: Finding): Finding {
  const key = finding.path.at(-1)
  const home = typeof key === 'string' ? homes.get(key) : undefined
  const isMisplaced = finding.message.startsWith('unknown key') && meantKey(finding.message) === undefined
  return isMisplaced && home !== undefined ? { ...finding, message: `belongs ${home}` } : finding
}

function keysOf(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape)
  if (schema instanceof z.ZodPipe && schema.in instanceof z.ZodType) return keysOf(schema.in)
  const isWrapper =
    schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional
  return isWrapper && schema.unwrap() instanceof z.ZodType ? keysOf(schema.unwrap() as z.ZodType) : []
}
