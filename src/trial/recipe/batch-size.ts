import { z } from 'zod'
import { recipeValue } from './value.ts'

export const batchSize = recipeValue({
  schema: z.number().int().min(1).max(4096).default(32),
  meaning: 'Images of each training step.',
  stage: 'both',
})
