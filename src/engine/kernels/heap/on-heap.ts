import type { Heap } from '../../simd/heap.ts'
import { heapOf } from '../../simd/heap.ts'
import type { Tensor } from '../../tf.ts'
import type { Kernel, KernelCall } from '../kernel.ts'

/** A kernel that runs one of our routines where tensors lie on a heap that it can reach, and is `composed` elsewhere. */
export const onHeap = (
  composed: Kernel,
  compute: (call: KernelCall, heap: Heap) => Tensor | undefined,
): Kernel => ({
  name: composed.name,
  compute(call) {
    const heap = heapOf(call.backend)
    return (heap && compute(call, heap)) ?? composed.compute(call)
  },
})

/** What is composed where there is no heap: the backend's own. */
export const stock = (name: string): Kernel => ({
  name,
  compute: call => call.stock(call.inputs, call.attrs),
})
