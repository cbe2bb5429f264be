import { z } from 'zod'
import { preprocessingNames, recipeBackbones } from './backbone-names.ts'

export { type MetricName, type Metrics, metricNames } from './metrics/index.ts'

const rate = z.number().min(0).lt(1)
const count = z.number().int().min(0)

/** A weight file with what its name does not say; see `weights/family.ts` for the defaults. */
const weightFile = z.strictObject({
  file: z.string().min(1),
  preprocessing: z.enum(preprocessingNames).optional(),
  padding: z.enum(['keras', 'torch']).optional(),
})
const oneWeights = z.union([z.string().min(1), weightFile])
const weights = z.union([oneWeights, z.partialRecord(z.enum(recipeBackbones), oneWeights)])
export type WeightSource = z.infer<typeof oneWeights>

const warmup = { warmupEpochs: z.number().min(0).default(0) }
const schedule = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('constant'), ...warmup }),
  z.strictObject({ type: z.literal('cosine'), floor: rate.default(0), ...warmup }),
  z.strictObject({
    type: z.literal('step'),
    every: z.number().int().min(1),
    factor: z.number().gt(0).lt(1),
    ...warmup,
  }),
  z.strictObject({
    type: z.literal('cyclical'),
    epochs: z.number().gt(0),
    floor: rate.default(0.1),
    ...warmup,
  }),
])
export type Schedule = z.infer<typeof schedule>
const scheduleName = z.enum(['constant', 'cosine', 'step', 'cyclical']).transform((type): Schedule => {
  if (type === 'step') return { type, every: 5, factor: 0.1, warmupEpochs: 0 }
  if (type === 'cyclical') return { type, epochs: 4, floor: 0.1, warmupEpochs: 0 }
  if (type === 'cosine') return { type, floor: 0, warmupEpochs: 0 }
  return { type, warmupEpochs: 0 }
})

/** Random changes of training images: each a strength, 0 is off. Units: degrees, fractions of the image or of the value range. */
const augment = z.strictObject({
  flip: z.boolean().default(false),
  flipVertical: z.boolean().default(false),
  rotate: z.number().min(0).max(180).default(0),
  zoom: rate.default(0),
  crop: rate.default(0),
  colour: rate.default(0),
  /** So many changed versions of each image are made once, and their activations kept; 0: a new one in each epoch. */
  views: count.max(100).default(0),
})
export type Augment = z.infer<typeof augment>
const none: Augment = { flip: false, flipVertical: false, rotate: 0, zoom: 0, crop: 0, colour: 0, views: 0 }
const augmentName = z.enum(['none', 'light', 'strong']).transform((name): Augment => {
  if (name === 'none') return none
  if (name === 'light') return { ...none, flip: true, rotate: 10, zoom: 0.1 }
  return { ...none, flip: true, rotate: 20, zoom: 0.2, crop: 0.2, colour: 0.2 }
})

/** Whether training images are changed at all. */
export function isAugmented({ views: _, ...strengths }: Augment): boolean {
  return Object.values(strengths).some(strength => strength !== false && strength !== 0)
}

const earlyStopping = z.union([
  z.literal(false).transform(() => null),
  z.null(),
  z.strictObject({ patience: z.number().int().min(1), minDelta: z.number().min(0).default(0) }),
])

/** Every value that training needs. All can be fixed under `recipe` or searched under `space`. */
export const recipeShape = {
  backbone: z.enum(recipeBackbones).default('MobileNetV2'),
  weights: weights.default('imagenet'),
  learningRate: z.number().gt(0).max(10).default(1e-3),
  fineTuneFactor: z.number().gt(0).max(1).default(0.1),
  batchSize: z.number().int().min(1).max(4096).default(32),
  optimizer: z.enum(['adam', 'sgd', 'rmsprop']).default('adam'),
  /** Of sgd (0.9 unless given) and rmsprop (0 unless given, as in Keras); adam has none. */
  momentum: rate.optional(),
  dropout: rate.default(0.2),
  hiddenUnits: z.number().int().min(0).max(8192).default(0),
  l1: z.number().min(0).default(0),
  l2: z.number().min(0).default(0),
  labelSmoothing: rate.default(0),
  unfreezeDepth: count.default(0),
  unfreezing: z.enum(['together', 'gradual']).default('together'),
  headEpochs: z.number().int().min(1).max(10_000).default(10),
  fineTuneEpochs: count.max(10_000).default(10),
  schedule: z.union([scheduleName, schedule]).default({ type: 'constant', warmupEpochs: 0 }),
  batchNorm: z.enum(['frozen', 'trained']).default('frozen'),
  augment: z.union([augmentName, augment]).default(none),
  classWeights: z.enum(['none', 'balanced']).default('none'),
  earlyStopping: earlyStopping.default(null),
}
export const recipeSchema = z.strictObject(recipeShape)
export type Recipe = z.infer<typeof recipeSchema>
export type RecipeName = keyof Recipe
