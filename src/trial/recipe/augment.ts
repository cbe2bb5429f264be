import { z } from 'zod'
import { count, rate, recipeValue } from './value.ts'

/** Each a strength, 0 is off. */
const options = z.strictObject({
  flip: z.boolean().default(false).describe('Left and right, every other time.'),
  flipVertical: z.boolean().default(false).describe('Top and bottom, every other time.'),
  rotate: z.number().min(0).max(180).default(0).describe('Up to so many degrees, either way.'),
  zoom: rate.default(0).describe('Larger or smaller by up to this share.'),
  crop: rate.default(0).describe('Up to this share of width and height is cut off.'),
  colour: rate
    .default(0)
    .describe('Brightness, contrast and saturation, by up to this share of their range.'),
  views: count
    .max(100)
    .default(0)
    .describe(
      'So many changed versions of each image are made once, and their activations kept; 0: a new one in each epoch.',
    ),
})
export type Augment = z.infer<typeof options>
const none: Augment = { flip: false, flipVertical: false, rotate: 0, zoom: 0, crop: 0, colour: 0, views: 0 }

const name = z.enum(['none', 'light', 'strong']).transform((strength): Augment => {
  if (strength === 'none') return none
  if (strength === 'light') return { ...none, flip: true, rotate: 10, zoom: 0.1 }
  return { ...none, flip: true, rotate: 20, zoom: 0.2, crop: 0.2, colour: 0.2 }
})

export const augment = recipeValue({
  schema: z.union([name, options]).prefault('none'),
  meaning:
    'Random changes of the training images: a name, or a mapping with the greatest change of each kind.',
  stage: 'data',
})

/** Whether training images are changed at all. */
export function isAugmented({ views: _, ...strengths }: Augment): boolean {
  return Object.values(strengths).some(strength => strength !== false && strength !== 0)
}
