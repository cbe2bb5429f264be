import { z } from 'zod'

/** What a fold, or the host, may take. */
export const limitsSchema = z.strictObject({
  foldMinutes: z
    .exactOptional(z.number().gt(0))
    .describe(
      'Minutes that a fold may take; it is then stopped, and tried once more. Unless given, three times what such folds may be expected to take here, and two minutes at least.',
    ),
})
