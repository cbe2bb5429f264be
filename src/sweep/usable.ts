import { canonical } from '../base/hash.ts'
import type { Config } from '../space/parameter.ts'
import { recipeSchema } from '../trial/recipe.ts'
import { weightSourceFor } from '../weights/source.ts'
import type { Sweep } from './sweep.ts'
import { pairKey, type WeightPair } from './weight-pair.ts'

/** The pair that a config of this sweep asks for. */
export function pairOf({ recipe }: Pick<Sweep, 'recipe'>, config: Config): WeightPair {
  const { backbone, weights } = recipeSchema.parse({
    ...only(recipe),
    ...only(config),
  })
  return { backbone, source: weightSourceFor(weights, backbone) }
}

const only = ({ backbone, weights }: { readonly backbone?: unknown; readonly weights?: unknown }) => ({
  ...(backbone !== undefined && { backbone }),
  ...(weights !== undefined && { weights }),
})

/** Whether a config's weights are of use: what was found not to fit when the run began is not tried. */
export function usableIn(sweep: Pick<Sweep, 'recipe' | 'unusable'>): (config: Config) => boolean {
  const { unusable = [] } = sweep
  if (unusable.length === 0) return () => true
  const left = new Set(unusable.map(pairKey))
  const known = new Map<string, boolean>()
  return config => {
    const { backbone = null, weights = null } = config
    const key = canonical([backbone, weights])
    const found = known.get(key) ?? !left.has(pairKey(pairOf(sweep, config)))
    known.set(key, found)
    return found
  }
}
