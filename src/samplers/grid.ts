import { z } from 'zod'
import { gridOf } from '../space/grid.ts'
import type { Config, Space } from '../space/parameter.ts'
import { samplerEntry } from './entry.ts'
import { type Sampler, withoutResults } from './sampler.ts'

/** Every combination in order, the last parameter varying fastest; continuous ranges give `levels` values. */
const createGridSampler = ({ levels }: { readonly levels: number }): Sampler =>
  withoutResults((history, space) => {
    const { walk } = history.memo(startWalk)
    for (const config of walk(space, levels)) if (history.accepts(config)) return config
    return 'exhausted'
  })

/** Configs that were passed are tried or were skipped for being so: a walk need not begin anew for each trial. */
const startWalk = () => {
  let grid: Generator<Config> | undefined
  return {
    *walk(space: Space, levels: number): Generator<Config> {
      grid ??= gridOf(space, levels)
      for (let step = grid.next(); !step.done; step = grid.next()) yield step.value
    },
  }
}

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
