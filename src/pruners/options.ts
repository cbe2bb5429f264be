import { z } from 'zod'

/** Each pruner's options as the file gives them; one entry a pruner. */
export const prunerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('none') }),
  z.strictObject({
    type: z.literal('median'),
    startupTrials: z
      .number()
      .int()
      .min(1)
      .default(5)
      .describe('Finished trials needed before anything is pruned.'),
    warmupEpochs: z
      .number()
      .int()
      .min(0)
      .default(1)
      .describe('The first epochs of each fold, which are never judged.'),
  }),
])
export type PrunerOptions = z.infer<typeof prunerSchema>
