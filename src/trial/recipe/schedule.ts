import { z } from 'zod'
import { rate, recipeValue } from './value.ts'

const warmup = {
  warmupEpochs: z.number().min(0).default(0).describe('The rate first rises to its full height for so long.'),
}
const floor = (least: number) => rate.default(least).describe('The lowest share of the rate.')

const options = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('constant'), ...warmup }).describe('Stays as it is.'),
  z.strictObject({ type: z.literal('cosine'), floor: floor(0), ...warmup }).describe('Half a cosine down.'),
  z
    .strictObject({
      type: z.literal('step'),
      every: z.number().int().min(1).describe('Epochs between two steps.'),
      factor: z.number().gt(0).lt(1).describe('What a step multiplies the rate by.'),
      ...warmup,
    })
    .describe('Down in steps.'),
  z
    .strictObject({
      type: z.literal('cyclical'),
      epochs: z.number().gt(0).describe('Epochs from one low to the next.'),
      floor: floor(0.1),
      ...warmup,
    })
    .describe('Up and down, over and over.'),
])
export type Schedule = z.infer<typeof options>

const name = z.enum(['constant', 'cosine', 'step', 'cyclical']).transform((type): Schedule => {
  if (type === 'step') return { type, every: 5, factor: 0.1, warmupEpochs: 0 }
  if (type === 'cyclical') return { type, epochs: 4, floor: 0.1, warmupEpochs: 0 }
  if (type === 'cosine') return { type, floor: 0, warmupEpochs: 0 }
  return { type, warmupEpochs: 0 }
})

export const schedule = recipeValue({
  schema: z.union([name, options]).prefault('constant'),
  meaning: 'How the learning rate changes within a stage: a name, or a mapping with details.',
  stage: 'both',
})
