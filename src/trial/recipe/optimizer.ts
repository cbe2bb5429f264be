import { z } from 'zod'
import { rate, recipeValue } from './value.ts'

export const optimizer = recipeValue({
  schema: z.enum(['adam', 'sgd', 'rmsprop']).default('adam'),
  meaning: "The rule that turns gradients into steps, with Keras' formulas.",
  stage: 'both',
})

export const momentum = recipeValue({
  schema: rate.optional(),
  meaning: 'Of sgd (0.9 unless given) and rmsprop (0 unless given, as in Keras); adam has none.',
  stage: 'both',
})
