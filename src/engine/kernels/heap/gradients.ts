import { channelGradients } from '../../channel-gradients.ts'
import { relu6Gradient, reluGradient } from '../../simd/elementwise.ts'
import type { Heap } from '../../simd/heap.ts'
import { heapOf } from '../../simd/heap.ts'
import type { NamedAttrMap, Tensor, Tensor1D } from '../../tf.ts'
import { tf } from '../../tf.ts'
import { replaceGradient, type Thunks } from '../replace-gradient.ts'

type Gradient = (heap: Heap, dy: Tensor, saved: readonly Tensor[], attrs: NamedAttrMap) => Thunks | undefined

const gradients: Readonly<Record<string, Gradient>> = {
  Relu: (heap, dy, [x]) => x && { x: () => clipped(heap, reluGradient, x, dy) },
  Relu6: (heap, dy, [x]) => x && { x: () => clipped(heap, relu6Gradient, x, dy) },
  FusedBatchNorm: (_heap, dy, saved, { varianceEpsilon }) => batchNorm(dy, saved, Number(varianceEpsilon)),
}

let isInstalled = false

/** Gradients in one pass over the numbers, where TensorFlow.js' own take three to ten. */
export function installGradientsOnHeap(): void {
  if (isInstalled) return
  isInstalled = true
  for (const [kernelName, gradient] of Object.entries(gradients))
    replaceGradient(kernelName, (dy, saved, attrs) => {
      const heap = heapOf(tf.backend())
      return heap && gradient(heap, dy, saved, attrs)
    })
}

function clipped(heap: Heap, routine: typeof reluGradient, x: Tensor, dy: Tensor): Tensor {
  const out = heap.create<Tensor>(x.shape)
  routine(heap.memory, {
    x: heap.address(x),
    dy: heap.address(dy),
    out: heap.address(out),
    count: x.size,
  })
  return out
}

/** Of y = γ·(x − mean)·r + β with r = 1/√(variance + ε), by all five; one number a channel for all but x. */
function batchNorm(dy: Tensor, saved: readonly Tensor[], epsilon: number): Thunks | undefined {
  const [x, mean, variance, scale] = saved
  if (x === undefined || mean === undefined || variance === undefined || mean.rank !== 1) return undefined
  const root = tf.rsqrt(tf.add(variance, epsilon))
  const factor: Tensor1D = scale === undefined ? root.as1D() : tf.mul(root, scale)
  const { dx, sums, products } = channelGradients(x, dy, factor)
  const centred = tf.sub(products, tf.mul(sums, mean))
  return {
    x: () => dx,
    mean: () => tf.neg(tf.mul(sums, factor)),
    variance: () => tf.mul(tf.mul(centred, factor), tf.mul(tf.square(root), -0.5)),
    scale: () => tf.mul(centred, root),
    offset: () => sums.clone(),
  }
}
