import { z } from 'zod'
import { recipeValue } from './value.ts'

export const l1 = recipeValue({
  schema: z.number().min(0).default(0),
  meaning: "Penalty on the absolute size of the head's weights.",
  stage: 'both',
})

export const l2 = recipeValue({
  schema: z.number().min(0).default(0),
  meaning: "Penalty on the squared size of the head's weights.",
  stage: 'both',
})
