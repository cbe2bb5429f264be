import { createGridSampler } from './grid.ts'
import { createListSampler } from './list.ts'
import type { SamplerOptions } from './options.ts'
import { createRandomSampler } from './random.ts'
import type { Sampler } from './sampler.ts'

/** The sampler that the file asks for. */
export function createSampler(options: SamplerOptions): Sampler {
  switch (options.type) {
    case 'random':
      return createRandomSampler()
    case 'grid':
      return createGridSampler(options)
    case 'list':
      return createListSampler()
    default:
      return options satisfies never
  }
}
