import type { Config } from '../space/parameter.ts'
import { type Recipe, recipeSchema } from '../trial/recipe.ts'
import type { Sweep } from './sweep.ts'

/** Every value that training this config needs: the config over the sweep's fixed values over the defaults. */
export function recipeOf({ recipe }: Pick<Sweep, 'recipe'>, config: Config): Recipe {
  return recipeSchema.parse({ ...recipe, ...config })
}
