import { canonical } from '../base/hash.ts'
import { gridOf } from '../space/grid.ts'
import { type Sampler, withoutResults } from './sampler.ts'

/** Every combination in order, the last parameter varying fastest; continuous ranges give `levels` values. */
export const createGridSampler = ({ levels }: { readonly levels: number }): Sampler =>
  withoutResults((history, space) => {
    const tried = new Set(history.map(({ config }) => canonical(config)))
    for (const config of gridOf(space, levels)) if (!tried.has(canonical(config))) return config
    return 'exhausted'
  })
