import { z } from 'zod'
import { recipeValue } from './value.ts'

const options = z.strictObject({
  patience: z.number().int().min(1).describe('So many epochs without a better one end the stage.'),
  minDelta: z.number().min(0).default(0).describe('Better by no more than this does not count.'),
})

export const earlyStopping = recipeValue({
  schema: z.union([z.literal(false).transform(() => null), z.null(), options]).prefault(false),
  meaning:
    'Ends a stage that has stopped to improve, and keeps its best epoch; each fold is scored at the epoch that the others choose. false: never.',
  stage: 'both',
})
