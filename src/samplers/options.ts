import { z } from 'zod'

/** Each sampler's options as the file gives them; one entry a sampler. */
export const samplerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('random') }),
  z.strictObject({
    type: z.literal('grid'),
    levels: z
      .number()
      .int()
      .min(1)
      .max(1000)
      .default(3)
      .describe('How many values a continuous range contributes.'),
  }),
  z.strictObject({ type: z.literal('list') }),
])
export type SamplerOptions = z.infer<typeof samplerSchema>
