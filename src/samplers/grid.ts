import { z } from 'zod'
import { canonical } from '../base/hash.ts'
import { gridOf } from '../space/grid.ts'
import { samplerEntry } from './entry.ts'
import { type Sampler, withoutResults } from './sampler.ts'

/** Every combination in order, the last parameter varying fastest; continuous ranges give `levels` values. */
const createGridSampler = ({ levels }: { readonly levels: number }): Sampler =>
  withoutResults((history, space) => {
    const tried = new Set(history.map(({ config }) => canonical(config)))
    for (const config of gridOf(space, levels)) if (!tried.has(canonical(config))) return config
    return 'exhausted'
  })

export const gridSampler = samplerEntry({
  meaning: 'Every combination in order, the last value varying fastest.',
  options: z.strictObject({
    type: z.literal('grid'),
    levels: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .default(3)
      .describe('How many values a continuous range contributes.'),
  }),
  create: createGridSampler,
  levels: ({ levels }) => levels,
})
