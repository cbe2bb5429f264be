import { z } from 'zod'
import { count, recipeValue } from './value.ts'

export const unfreezeDepth = recipeValue({
  schema: count.default(0),
  meaning:
    'How many blocks at the end of the backbone are fine-tuned in stage two; 0: the head alone learns.',
  stage: 'fineTune',
})

export const unfreezing = recipeValue({
  schema: z.enum(['together', 'gradual']).default('together'),
  meaning: 'gradual: one block more after another, from the last.',
  stage: 'fineTune',
})

export const batchNorm = recipeValue({
  schema: z.enum(['frozen', 'trained']).default('frozen'),
  meaning:
    'frozen: batch norm of unfrozen blocks stays as it was pre-trained, which is right for few images.',
  stage: 'fineTune',
})
