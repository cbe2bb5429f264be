import type { Random } from '../base/random.ts'

/** The training images of one epoch in their order; depends on the seed and the epoch alone. */
export function shuffled(images: readonly number[], random: Random, epoch: number): number[] {
  return random.fork('epoch', epoch).shuffle(images)
}

/**
 * Consecutive slices of `size`. The last may be shorter and is run at its own size: its images then weigh
 * more in that step, as in Keras and PyTorch, batch statistics stay true, and a fold has two shapes only.
 */
export function batchesOf(order: readonly number[], size: number): (readonly number[])[] {
  const batches: (readonly number[])[] = []
  for (let start = 0; start < order.length; start += size) batches.push(order.slice(start, start + size))
  return batches
}
