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

/** Rows of one matrix, copied row by row into one buffer that the next call overwrites. */
export type Gather = (rows: readonly number[]) => Float32Array

export function createGather(data: Float32Array, rowLength: number, most: number): Gather {
  const buffer = new Float32Array(most * rowLength)
  return rows => {
    rows.forEach((row, i) => {
      buffer.set(data.subarray(row * rowLength, (row + 1) * rowLength), i * rowLength)
    })
    return buffer.subarray(0, rows.length * rowLength)
  }
}
