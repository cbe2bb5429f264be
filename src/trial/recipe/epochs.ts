import { z } from 'zod'
import { count, recipeValue } from './value.ts'

export const headEpochs = recipeValue({
  schema: z.number().int().min(1).max(10_000).default(10),
  meaning: 'Epochs of stage one, in which only the new head learns.',
  stage: 'head',
})

export const fineTuneEpochs = recipeValue({
  schema: count.max(10_000).default(10),
  meaning: 'Epochs of stage two, in which the last unfreezeDepth blocks learn, too.',
  stage: 'fineTune',
})
