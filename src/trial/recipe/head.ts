import { z } from 'zod'
import { rate, recipeValue } from './value.ts'

export const dropout = recipeValue({
  schema: rate.default(0.2),
  meaning: 'The share of the features that each training step leaves out.',
  stage: 'both',
})

export const hiddenUnits = recipeValue({
  schema: z.number().int().min(0).max(8192).default(0),
  meaning: 'The width of a hidden layer between features and classes; 0: a linear classifier.',
  stage: 'both',
})
