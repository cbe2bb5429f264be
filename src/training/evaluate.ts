import { type Tensor, type Tensor2D, tf } from '../engine/tf.ts'
import { batchesOf } from './batches.ts'
import type { Inputs } from './inputs.ts'
import type { Pace } from './pace.ts'

interface Validation {
  readonly inputs: Inputs
  readonly images: readonly number[]
  readonly batchSize: number
  readonly classes: number
}

/** Logits [images, classes]. Every batch has the same shape: the last one is filled up with its first image. */
export async function evaluate(
  { inputs, images, batchSize, classes }: Validation,
  logitsOf: (x: Tensor) => Tensor2D,
  pace: Pace,
): Promise<Float32Array> {
  const result = new Float32Array(images.length * classes)
  const size = Math.min(batchSize, images.length)
  let done = 0
  for (const batch of batchesOf(images, size)) {
    const filled = Array.from({ length: size }, (_, i) => batch[i] ?? batch[0] ?? 0)
    const logits = tf.tidy(() => logitsOf(inputs(filled, 0)))
    const values = await logits.data<'float32'>()
    logits.dispose()
    result.set(values.subarray(0, batch.length * classes), done * classes)
    done += batch.length
    await pace()
  }
  return result
}
