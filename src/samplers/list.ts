import { z } from 'zod'
import { samplerEntry } from './entry.ts'
import { type Sampler, withoutResults } from './sampler.ts'

/** Nothing but the configs under `enqueue`, which the coordinator takes before it asks a sampler. */
const createListSampler = (): Sampler => withoutResults(() => 'exhausted')

export const listSampler = samplerEntry({
  meaning: 'Only the configs under enqueue.',
  options: z.strictObject({ type: z.literal('list') }),
  create: createListSampler,
  isQueueOnly: true,
})
