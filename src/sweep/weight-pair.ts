import { canonical } from '../base/hash.ts'
import type { RecipeBackbone } from '../trial/backbone-names.ts'
import type { WeightSource } from '../trial/recipe.ts'

/** A backbone with the weights that it begins with. */
export interface WeightPair {
  readonly backbone: RecipeBackbone
  readonly source: WeightSource
}

export const pairKey = ({ backbone, source }: WeightPair): string => `${backbone} ${canonical(source)}`
