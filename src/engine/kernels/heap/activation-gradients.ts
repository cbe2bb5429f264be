import { relu6Gradient, reluGradient } from '../../simd/elementwise.ts'
import type { Heap } from '../../simd/heap.ts'
import { heapOf } from '../../simd/heap.ts'
import type { Tensor } from '../../tf.ts'
import { tf } from '../../tf.ts'

/**
 * The gradients of relu and relu6 as one pass over the numbers, where TensorFlow.js' own take three and six. A
 * gradient holds for every backend, so those that have no heap keep the one they had.
 */
export function installActivationGradients(): void {
  install('Relu', reluGradient)
  install('Relu6', relu6Gradient)
}

function install(kernelName: string, routine: typeof reluGradient): void {
  const own = tf.getGradient(kernelName)
  if (own === undefined || installed.has(kernelName)) return
  installed.add(kernelName)
  tf.unregisterGradient(kernelName)
  tf.registerGradient({
    ...own,
    gradFunc(dy, saved, attrs) {
      const [x] = saved
      const heap = heapOf(tf.backend())
      if (heap === undefined || x === undefined || Array.isArray(dy)) return own.gradFunc(dy, saved, attrs)
      return { x: () => apply(heap, routine, x, dy) }
    },
  })
}

const installed = new Set<string>()

function apply(heap: Heap, routine: typeof reluGradient, x: Tensor, dy: Tensor): Tensor {
  const out = heap.create<Tensor>(x.shape)
  routine(heap.memory, {
    x: heap.address(x),
    dy: heap.address(dy),
    out: heap.address(out),
    count: x.size,
  })
  return out
}
