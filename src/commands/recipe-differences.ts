import { canonical } from '../base/hash.ts'
import { recipeSchema } from '../trial/recipe.ts'

/** The fixed recipe values of a sweep that are not the defaults: name and value. */
export function recipeDifferences(sweep: unknown): [name: string, value: unknown][] {
  if (typeof sweep !== 'object' || sweep === null || !('recipe' in sweep)) return []
  const { recipe } = sweep
  if (typeof recipe !== 'object' || recipe === null) return []
  const defaults = new Map<string, unknown>(Object.entries(recipeSchema.parse({})))
  return Object.entries(recipe).filter(
    ([name, value]) => canonical(value) !== canonical(defaults.get(name) ?? null),
  )
}
