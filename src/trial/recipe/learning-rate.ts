import { z } from 'zod'
import { recipeValue } from './value.ts'

export const learningRate = recipeValue({
  schema: z.number().gt(0).max(10).default(1e-3),
  meaning: 'Of the head, in both stages; schedule changes it from step to step.',
  stage: 'both',
})

export const fineTuneFactor = recipeValue({
  schema: z.number().gt(0).max(1).default(0.1),
  meaning: 'Unfrozen blocks learn at learningRate times this.',
  stage: 'fineTune',
})
