import { z } from 'zod'
import { rate, recipeValue } from './value.ts'

export const labelSmoothing = recipeValue({
  schema: rate.default(0),
  meaning: 'The share of each label that is spread over all classes.',
  stage: 'both',
})

export const classWeights = recipeValue({
  schema: z.enum(['none', 'balanced']).default('none'),
  meaning: 'balanced: images of rare classes count more, so that all classes weigh the same.',
  stage: 'both',
})
