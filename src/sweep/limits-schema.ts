import { z } from 'zod'

/** What a fold, or the host, may take. */
export const limitsSchema = z.strictObject({
  foldMinutes: z
    .exactOptional(z.number().gt(0))
    .describe(
      'Minutes that a fold may take; it is then stopped, and tried once more. Unless given, three times what such folds may be expected to take here, and two minutes at least.',
    ),
  memoryGB: z
    .exactOptional(z.number().gt(0))
    .describe(
      'Memory for images, activations and workers together; three quarters of what is free when the sweep begins unless given.',
    ),
  restartAfterFolds: z
    .exactOptional(z.number().int().min(1))
    .describe(
      'Folds after which the process that trains is replaced by a new one, against engines that take more and more memory. Never unless given, or unless it has grown beyond its memory.',
    ),
})
