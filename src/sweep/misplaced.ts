import { z } from 'zod'
import { recipeNames } from '../trial/recipe.ts'
import type { SchemaFinding } from './finding.ts'
import { sweepSchema } from './schema.ts'
import { keysFor } from './synonyms.ts'

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

/** An unknown key that is known elsewhere is not misspelt but in the wrong place, perhaps by another tool's name. */
export function sendHome(finding: SchemaFinding): SchemaFinding {
  const { path, problem } = finding
  if (problem.kind !== 'unknownKey' || problem.meant.length > 0) return finding
  const key = String(path.at(-1))
  const home = homes.get(key)
  if (home !== undefined) return { ...finding, problem: { kind: 'misplacedKey', home } }
  const [first, ...others] = keysFor(key).filter(name => homes.has(name))
  const synonymHome = first === undefined ? undefined : homes.get(first)
  if (first === undefined || synonymHome === undefined) return finding
  const names = [first, ...others.filter(name => homes.get(name) === synonymHome)]
  return { ...finding, problem: { kind: 'misplacedKey', home: synonymHome, names } }
}

function keysOf(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape)
  if (schema instanceof z.ZodPipe && schema.in instanceof z.ZodType) return keysOf(schema.in)
  const isWrapper =
    schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional
  return isWrapper && schema.unwrap() instanceof z.ZodType ? keysOf(schema.unwrap() as z.ZodType) : []
}
