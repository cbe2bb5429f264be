import { z } from 'zod'
import { recipeNames } from '../trial/recipe.ts'
import type { SchemaFinding } from './finding.ts'
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
export function sendHome(finding: SchemaFinding): SchemaFinding {
  const { path, problem } = finding
  if (problem.kind !== 'unknownKey' || problem.meant !== undefined) return finding
  const home = homes.get(String(path.at(-1)))
  return home === undefined ? finding : { ...finding, problem: { kind: 'misplacedKey', home } }
}

function keysOf(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape)
  if (schema instanceof z.ZodPipe && schema.in instanceof z.ZodType) return keysOf(schema.in)
  const isWrapper =
    schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional
  return isWrapper && schema.unwrap() instanceof z.ZodType ? keysOf(schema.unwrap() as z.ZodType) : []
}
