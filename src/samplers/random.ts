import { z } from 'zod'
import { gridOf } from '../space/grid.ts'
import { sampleConfig } from '../space/sample.ts'
import { sizeOf } from '../space/size.ts'
import { samplerEntry } from './entry.ts'
import { type Sampler, withoutResults } from './sampler.ts'

/** Drawing stops to be a good way of finding a config that was not tried yet after this many draws. */
const patience = 64

/**
 * Draws evenly from the space, never the same config twice. With few important parameters it finds better values
 * than a grid of the same size (J. Bergstra and Y. Bengio, 2012, https://www.jmlr.org/papers/v13/bergstra12a.html).
 */
const createRandomSampler = (): Sampler =>
  withoutResults((history, space, random) => {
    for (let draw = 0; draw < patience; draw++) {
      const config = sampleConfig(space, random.fork(draw))
      if (history.accepts(config)) return config
    }
    if (sizeOf(space) === Infinity) return sampleConfig(space, random.fork(patience))
    const left = [...gridOf(space, 1)].filter(history.accepts)
    return left.length === 0 ? 'exhausted' : random.fork('left').pick(left)
  })

export const randomSampler = samplerEntry({
  meaning: 'Draws evenly from the space, never the same config twice.',
  options: z.strictObject({ type: z.literal('random') }),
  create: createRandomSampler,
})
