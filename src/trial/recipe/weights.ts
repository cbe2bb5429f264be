import { z } from 'zod'
import { preprocessingNames, recipeBackbones } from '../backbone-names.ts'
import { recipeValue } from './value.ts'

/** A weight file with what its name does not say; see `weights/family.ts` for the defaults. */
const weightFile = z.strictObject({
  file: z
    .string()
    .min(1)
    .describe('.h5, .weights.h5, .keras, .safetensors, or the model.json of a LayersModel.'),
  preprocessing: z
    .enum(preprocessingNames)
    .optional()
    .describe('How the weights want their pixels, where the names in the file mislead.'),
  padding: z
    .enum(['keras', 'torch'])
    .optional()
    .describe('Whose padding of strided convolutions the weights were trained with.'),
  prefix: z
    .string()
    .min(1)
    .optional()
    .describe('How the names begin that are meant, where the file holds the network several times.'),
})
/** One source, for one backbone. */
export const weightSourceSchema = z.union([z.string().min(1), weightFile])
export type WeightSource = z.infer<typeof weightSourceSchema>

export const weights = recipeValue({
  schema: z
    .union([weightSourceSchema, z.partialRecord(z.enum(recipeBackbones), weightSourceSchema)])
    .default('imagenet'),
  meaning:
    'imagenet (the official Keras file), random, bundled (Pocket only), a weight file, or one of these for each backbone.',
  stage: 'both',
})
