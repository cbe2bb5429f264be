import { createRequire } from 'node:module'
import path from 'node:path'
import { abandonBackend, closeBackend } from './backend.ts'
import type { EngineLoader } from './engine.ts'
import { EngineUnavailable } from './engine.ts'
import { mostHeapBytes } from './heap-size.ts'
import { watchHeap } from './heap-watch.ts'
import { installGradientsOnHeap } from './kernels/heap/gradients.ts'
import { kernelsOf } from './kernels/index.ts'
import { installKernels } from './kernels/kernel.ts'
import { tf } from './tf.ts'

const megabyte = 1024 ** 2

/**
 * A WebAssembly heap never shrinks, and is full of gaps after a while: beyond so much, or half of what it may have, it is
 * replaced. A new one costs 40 ms, and some more to be filled again.
 */
const bloatedBytes = 512 * megabyte

/** WebAssembly: everywhere, one thread. TensorFlow.js' own backend, and the gradients that it lacks. */
export const wasm: EngineLoader = {
  name: 'wasm',
  async load() {
    const mostBytes = mostHeapBytes()
    const backend = await import('@tensorflow/tfjs-backend-wasm')
    const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
    backend.setWasmPaths(`${path.dirname(main)}/`)
    if (!(await tf.setBackend('wasm')))
      throw new EngineUnavailable('WebAssembly did not start in this Node.js', 'use Node.js 20.19 or newer')
    const heap = watchHeap(tf.backend(), mostBytes)
    installKernels('wasm', kernelsOf.wasm)
    installGradientsOnHeap()
    const simd = await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')
    return {
      name: 'wasm',
      version: `tfjs-backend-wasm ${backend.version_wasm}`,
      device: `CPU, 1 thread, ${simd === true ? 'SIMD' : 'no SIMD'}`,
      isGpu: false,
      async condition() {
        const lost = heap.trouble()
        return lost === undefined
          ? { isBloated: heap.bytes() > Math.min(bloatedBytes, mostBytes / 2) }
          : { lost }
      },
      close: () => closeBackend('wasm'),
      abandon: () => abandonBackend('wasm'),
    }
  },
}
