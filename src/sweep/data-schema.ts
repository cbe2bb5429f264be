import { z } from 'zod'
import { duplicatePolicies } from '../data/duplicates/policies.ts'

/** `data` of a search-space file. */
export const dataSchema = z.strictObject({
  path: z
    .string()
    .min(1)
    .describe(
      'A folder with one subfolder per class, or a CSV manifest (path,label[,group]); relative to this file.',
    ),
  imageSize: z
    .number()
    .int()
    .min(8)
    .max(1024)
    .default(160)
    .describe('Width and height in pixels after resizing.'),
  range: z
    .exactOptional(
      z.tuple([z.number(), z.number()]).refine(([low, high]) => low < high, {
        error: ({ input }) => `must be [low, high], the lower value first (got ${JSON.stringify(input)})`,
      }),
    )
    .describe(
      'What images of more than 8 bits, signed or float ones keep as black and as white, such as [-1000, 400]. Default: 16 bits as they are; others as their values suggest, or not at all where that is not certain.',
    ),
  holdout: z
    .number()
    .min(0)
    .max(0.9)
    .default(0)
    .describe('Share of the images that no trial ever sees, to confirm the winner on.'),
  duplicates: z
    .enum(duplicatePolicies)
    .default('group')
    .describe(
      'Images that show the same picture (copied, compressed, resized, mirrored, turned): group keeps them in one fold, warn only tells, drop uses one of each (none where their labels differ), none does not look.',
    ),
})
