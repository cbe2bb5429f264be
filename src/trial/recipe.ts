import { z } from 'zod'
import { augment } from './recipe/augment.ts'
import { backbone } from './recipe/backbone.ts'
import { batchSize } from './recipe/batch-size.ts'
import { classifier } from './recipe/classifier.ts'
import { earlyStopping } from './recipe/early-stopping.ts'
import { fineTuneEpochs, headEpochs } from './recipe/epochs.ts'
import { dropout, hiddenUnits } from './recipe/head.ts'
import { fineTuneFactor, learningRate } from './recipe/learning-rate.ts'
import { momentum, optimizer } from './recipe/optimizer.ts'
import { l1, l2 } from './recipe/penalties.ts'
import { schedule } from './recipe/schedule.ts'
import { classWeights, labelSmoothing } from './recipe/targets.ts'
import { batchNorm, unfreezeDepth, unfreezing } from './recipe/unfreezing.ts'
import type { Field, RecipeValue } from './recipe/value.ts'
import { weights } from './recipe/weights.ts'

export type { MetricName, Metrics } from './metrics/index.ts'
export { type Augment, isAugmented } from './recipe/augment.ts'
export type { Schedule } from './recipe/schedule.ts'
export { type WeightSource, weightSourceSchema } from './recipe/weights.ts'

/**
 * Every value that training needs. All can be fixed under `recipe` or searched under `space`. A new one is a file (or
 * a few lines in one) and a name here.
 */
export const recipeValues = {
  backbone,
  weights,
  classifier,
  learningRate,
  fineTuneFactor,
  batchSize,
  optimizer,
  momentum,
  dropout,
  hiddenUnits,
  l1,
  l2,
  labelSmoothing,
  unfreezeDepth,
  unfreezing,
  headEpochs,
  fineTuneEpochs,
  schedule,
  batchNorm,
  augment,
  classWeights,
  earlyStopping,
} satisfies Readonly<Record<string, RecipeValue<Field>>>

export type RecipeName = keyof typeof recipeValues
export const recipeNames = Object.keys(recipeValues) as RecipeName[]

export const recipeShape = Object.fromEntries(recipeNames.map(name => [name, recipeValues[name].schema])) as {
  readonly [Name in RecipeName]: (typeof recipeValues)[Name]['schema']
}
export const recipeSchema = z.strictObject(recipeShape)
export type Recipe = z.infer<typeof recipeSchema>
