import { scaledChannelsGradient } from './simd/channels.ts'
import type { Heap } from './simd/heap.ts'
import { heapOf } from './simd/heap.ts'
import type { Tensor, Tensor1D } from './tf.ts'
import { tf } from './tf.ts'

export interface ChannelGradients<T extends Tensor> {
  /** dy · factor, in the shape of x. */
  readonly dx: T
  /** Per channel: Σ dy and Σ dy · x. */
  readonly sums: Tensor1D
  readonly products: Tensor1D
}

/** What the gradient of a batch norm needs, in one pass where tensors lie on a heap. `factor`: one number a channel. */
export function channelGradients<T extends Tensor>(x: T, dy: T, factor: Tensor1D): ChannelGradients<T> {
  const heap = heapOf(tf.backend())
  if (heap !== undefined) return onHeap(heap, x, dy, factor)
  return { dx: tf.mul(dy, factor), sums: channelSums(dy), products: channelSums(tf.mul(dy, x)) }
}

function onHeap<T extends Tensor>(heap: Heap, x: T, dy: T, factor: Tensor1D): ChannelGradients<T> {
  const [channels] = factor.shape
  const dx = heap.create<T>(x.shape)
  const [sums, products] = [heap.create<Tensor1D>([channels]), heap.create<Tensor1D>([channels])]
  heap.view(sums).fill(0)
  heap.view(products).fill(0)
  scaledChannelsGradient(heap.memory, {
    x: heap.address(x),
    dy: heap.address(dy),
    dx: heap.address(dx),
    rows: x.size / channels,
    channels,
    factor: heap.address(factor),
    sums: heap.address(sums),
    products: heap.address(products),
  })
  return { dx, sums, products }
}

const channelSums = (x: Tensor): Tensor1D =>
  tf.sum(
    x,
    Array.from({ length: x.rank - 1 }, (_, axis) => axis),
  )
