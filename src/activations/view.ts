import { createRandom } from '../base/random.ts'
import { augmentInto } from '../data/augment.ts'
import type { Augment } from '../trial/recipe.ts'

/** One of the augmented versions of every image that are computed once: number `index` under these changes. */
export interface View {
  readonly augment: Omit<Augment, 'views'>
  readonly index: number
}

/** The version's pixels of consecutive images, `first` being the number of the first; the same in every run. */
export function drawView(
  { augment, index }: View,
  pixels: Uint8Array,
  size: number,
  first: number,
): Uint8Array {
  const random = createRandom('view').fork(index)
  const length = size * size * 3
  const drawn = new Uint8Array(pixels.length)
  for (let start = 0, image = first; start < pixels.length; start += length, image++) {
    const target = drawn.subarray(start, start + length)
    const source = pixels.subarray(start, start + length)
    augmentInto(target, source, size, { ...augment, views: 0 }, random.fork(image))
  }
  return drawn
}
