import { type Tensor, type Tensor2D, tf } from '../engine/tf.ts'
import { batchesOf } from './batches.ts'

/** What a pass over some images came to: logits [images, classes], and the gradients of their part of the loss. */
export interface PassResult {
  readonly logits: Tensor2D
  readonly gradients: readonly Tensor[]
}

/**
 * A batch's logits and gradients, `size` images at a time, so that the memory holds the tape of so many only. A batch's
 * loss is a sum over its images, so that its gradient is the sum over its parts, whatever their sizes. Inside a tidy.
 */
export function accumulate(
  batch: readonly number[],
  size: number,
  pass: (part: readonly number[], first: number) => PassResult,
): PassResult {
  const parts = batchesOf(batch, size)
  if (parts.length <= 1) return pass(batch, 0)
  const logits: Tensor2D[] = []
  let sums: readonly Tensor[] = []
  for (const [i, part] of parts.entries()) {
    const { logits: some, gradients } = tf.tidy(() => {
      const result = pass(part, i * size)
      return { logits: result.logits, gradients: [...result.gradients] }
    })
    logits.push(some)
    sums = i === 0 ? gradients : added(sums, gradients)
  }
  return { logits: tf.concat(logits, 0), gradients: sums }
}

function added(sums: readonly Tensor[], more: readonly Tensor[]): Tensor[] {
  return sums.map((sum, i) => {
    const other = more[i]
    if (other === undefined) throw new RangeError('every part of a batch has the same gradients')
    const total = sum.add(other)
    tf.dispose([sum, other])
    return total
  })
}
