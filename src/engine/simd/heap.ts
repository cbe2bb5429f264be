import { isRecord } from '../../base/is-record.ts'
import type { Tensor, TensorInfo } from '../tf.ts'
import { tf } from '../tf.ts'
import { support } from './support.ts'

/** The memory that all tensors of TensorFlow.js' WebAssembly backend lie in. */
export interface Heap {
  readonly memory: WebAssembly.Memory
  /** Where a tensor's first number lies, in bytes. */
  address(tensor: Tensor): number
  /** A tensor with whatever the memory held before. */
  create<T extends Tensor>(shape: T['shape']): T
  /** A view of a tensor's numbers, good until the memory grows: until the next tensor is made. */
  view(tensor: Tensor): Float32Array
}

/** What the backend shows of itself. `asm.memory` is an export of its module, and can be imported by ours. */
interface Backend {
  readonly wasm: { readonly asm: { readonly memory: WebAssembly.Memory } }
  readonly dataIdMap: { get(dataId: object): { readonly memoryOffset: number } }
  makeOutput(shape: number[], dtype: string): TensorInfo
}

/** The heap of a backend, or nothing where it has none that our routines could work on. */
export function heapOf(backend: object): Heap | undefined {
  if (!support.simd || !hasHeap(backend)) return undefined
  const { memory } = backend.wasm.asm
  const address = (tensor: Tensor) => backend.dataIdMap.get(tensor.dataId).memoryOffset
  return {
    memory,
    address,
    create: <T extends Tensor>(shape: T['shape']) =>
      tf.engine().makeTensorFromTensorInfo(backend.makeOutput(shape, 'float32')) as T,
    view: tensor => new Float32Array(memory.buffer, address(tensor), tensor.size),
  }
}

function hasHeap(backend: object): backend is Backend {
  return (
    'makeOutput' in backend &&
    'dataIdMap' in backend &&
    'wasm' in backend &&
    isRecord(backend.wasm) &&
    isRecord(backend.wasm.asm) &&
    backend.wasm.asm.memory instanceof WebAssembly.Memory &&
    // Not shared by threads: our modules ask for one that is not.
    backend.wasm.asm.memory.buffer instanceof ArrayBuffer
  )
}
