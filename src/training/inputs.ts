import type { Prefix } from '../activations/compute.ts'
import type { Random } from '../base/random.ts'
import { augmentInto } from '../data/augment.ts'
import { type Tensor, tf } from '../engine/tf.ts'
import type { Augment } from '../trial/recipe.ts'
import { createGather } from './batches.ts'

/** The network's input for some images in an epoch, as a new tensor [images, …] of the enclosing tidy. */
export type Inputs = (images: readonly number[], epoch: number) => Tensor

/** Rows of what was computed once: features [n, features] or activations [n, height, width, channels]. */
export function cachedInputs(data: Float32Array, rowShape: readonly number[], most: number): Inputs {
  const gather = createGather(
    data,
    rowShape.reduce((product, side) => product * side, 1),
    most,
  )
  return images => tf.tensor(gather(images), [images.length, ...rowShape])
}

export interface Pixels {
  readonly data: Uint8Array
  readonly size: number
}

/** Freshly augmented images through the frozen prefix; what an image looks like follows from seed, epoch and image. */
export function augmentedInputs(prefix: Prefix, pixels: Pixels, augment: Augment, random: Random): Inputs {
  const length = pixels.size * pixels.size * 3
  return (images, epoch) => {
    const batch = new Uint8Array(images.length * length)
    images.forEach((image, i) => {
      const target = batch.subarray(i * length, (i + 1) * length)
      const source = pixels.data.subarray(image * length, (image + 1) * length)
      augmentInto(target, source, pixels.size, augment, random.fork(epoch, image))
    })
    return prefix.output(batch)
  }
}
