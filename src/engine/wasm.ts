import { createRequire } from 'node:module'
import path from 'node:path'
import { closeBackend } from './backend.ts'
import type { EngineLoader } from './engine.ts'
import { EngineUnavailable } from './engine.ts'
import { installGradientsOnHeap } from './kernels/heap/gradients.ts'
import { kernelsOf } from './kernels/index.ts'
import { installKernels } from './kernels/kernel.ts'
import { heapOf } from './simd/heap.ts'
import { tf } from './tf.ts'

/** A WebAssembly heap never shrinks, and ends at 4 GB. A new one costs 40 ms, and some more to be filled again. */
const mostHeapBytes = 512 * 1024 ** 2

const heapBytes = () => heapOf(tf.backend())?.memory.buffer.byteLength ?? 0

/** WebAssembly: everywhere, one thread. TensorFlow.js' own backend, and the gradients that it lacks. */
export const wasm: EngineLoader = {
  name: 'wasm',
  async load() {
    const backend = await import('@tensorflow/tfjs-backend-wasm')
    const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
    backend.setWasmPaths(`${path.dirname(main)}/`)
    if (!(await tf.setBackend('wasm')))
      throw new EngineUnavailable('WebAssembly did not start in this Node.js', 'use Node.js 20.19 or newer')
    installKernels('wasm', kernelsOf.wasm)
    installGradientsOnHeap()
    const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')
    return {
      name: 'wasm',
      version: `tfjs-backend-wasm ${backend.version_wasm}`,
      device: `CPU, 1 thread, ${simd === true ? 'SIMD' : 'no SIMD'}`,
      isGpu: false,
      condition: async () => ({ isBloated: heapBytes() > mostHeapBytes }),
      close: () => closeBackend('wasm'),
    }
  },
}
