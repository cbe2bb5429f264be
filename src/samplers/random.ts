import { z } from 'zod'
import { sampleConfig } from '../space/sample.ts'
import { samplerEntry } from './entry.ts'
import { pickLeft } from './left.ts'
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
    return pickLeft(history, space, random)
  })

export const randomSampler = samplerEntry({
  meaning: 'Draws evenly from the space, never the same config twice.',
  options: z.strictObject({ type: z.literal('random') }),
  create: createRandomSampler,
})
