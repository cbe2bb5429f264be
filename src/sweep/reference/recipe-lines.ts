import { z } from 'zod'
import { type RecipeName, recipeNames, recipeValues } from '../../trial/recipe.ts'

/** Comments for a search-space file: each value with its default and its meaning. */
export function recipeLines(names: readonly RecipeName[]): string[] {
  const values = names.map(name => `${name}: ${usualOf(name)}`.trimEnd())
  const width = Math.max(...values.map(({ length }) => length))
  return names.map((name, i) => `  # ${(values[i] ?? '').padEnd(width)}  # ${recipeValues[name].meaning}`)
}

/** Recipe values that a text does not name, in a comment neither. */
export const unnamedIn = (text: string): RecipeName[] =>
  recipeNames.filter(name => !new RegExp(`^ *(# )?${name}:`, 'm').test(text))

/** The example that explains every key, with those values at the end of its recipe that it lacked. */
export function withAllValues(text: string): string {
  const names = unnamedIn(text)
  if (names.length === 0) return text
  return text.replace(/\n+(?=# What varies)/, `\n${recipeLines(names).join('\n')}\n\n`)
}

/** The default as in a file; empty where there is none. */
function usualOf(name: RecipeName): string {
  const { schema } = recipeValues[name]
  return schema instanceof z.ZodOptional ? '' : String(schema.def.defaultValue)
}
