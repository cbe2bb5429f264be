import { z } from 'zod'

/** May be left out in a file. `prefault`: the default is written as in a file, and parsed. */
export type Field = z.ZodDefault<z.ZodType> | z.ZodPrefault<z.ZodType> | z.ZodOptional<z.ZodType>

/** All that there is to say of a recipe value: a file for each or for a few that belong together, a line in `../recipe.ts`. */
export interface RecipeValue<Schema extends Field> {
  readonly schema: Schema
  /** For people, in a sentence or two; editors show it, too. */
  readonly meaning: string
  /** The part of training that reads it; `data`: what images are made into before they reach the network. */
  readonly stage: 'head' | 'fineTune' | 'both' | 'data'
}

export function recipeValue<Schema extends Field>(value: RecipeValue<Schema>): RecipeValue<Schema> {
  z.globalRegistry.add(value.schema, { description: value.meaning })
  return value
}

/** A part of a whole, short of all of it. */
export const rate = z.number().min(0).lt(1)
export const count = z.number().int().min(0)
