import { z } from 'zod'
import { recipeValue } from './value.ts'

export const classifier = recipeValue({
  schema: z.enum(['trained', 'logisticRegression']).default('trained'),
  meaning:
    'trained: a new head, step by step. logisticRegression: a converged L2 logistic regression on the frozen features, whose penalties, strongest first, take the place of epochs; of the other values only backbone, weights, classWeights, labelSmoothing and earlyStopping matter to it.',
  stage: 'head',
})
