import { isRecord } from '../base/is-record.ts'
import { HeapFull, type Trouble } from './trouble.ts'

export interface HeapWatch {
  bytes(): number
  /** That it has been full, if so. */
  trouble(): Trouble | undefined
}

/** What TensorFlow.js' WebAssembly module shows of its memory. */
interface HeapModule {
  readonly asm: { readonly memory: WebAssembly.Memory }
  _malloc(bytes: number): number
  _free(address: number): void
}

const pageBytes = 65536
/** The module asks for more than it needs, for less, and for what it needs. */
const triesOfGrowth = 3

const watches = new WeakMap<object, HeapWatch>()

/**
 * Where its heap is full, the wasm backend goes on at address 0 and writes over everything. Watched, it throws
 * `HeapFull`; what was refused inside of the module, where nothing can throw, is remembered. `mostBytes` ends the heap
 * early.
 */
export function watchHeap(backend: object, mostBytes: number): HeapWatch {
  const module = 'wasm' in backend ? backend.wasm : undefined
  if (!isHeapModule(module)) throw new TypeError('the wasm backend does not show its heap')
  const watch = watches.get(module) ?? watchModule(module, mostBytes)
  watches.set(module, watch)
  return watch
}

function watchModule(module: HeapModule, mostBytes: number): HeapWatch {
  const { memory } = module.asm
  const bytes = () => memory.buffer.byteLength
  let refused = 0
  let full: string | undefined

  const grow = memory.grow.bind(memory)
  memory.grow = pages => {
    try {
      if (bytes() + pages * pageBytes > mostBytes)
        throw new RangeError(`the heap may not have more than ${mostBytes} bytes`)
      const before = grow(pages)
      refused = 0
      return before
    } catch (error) {
      if (++refused >= triesOfGrowth) full ??= `the WebAssembly heap is full at ${bytes()} bytes`
      throw error
    }
  }

  // The module puts the real function there when it is first called.
  module._free(module._malloc(1))
  const allocate = module._malloc
  module._malloc = size => {
    const address = allocate(size)
    if (address !== 0 || size === 0) return address
    full = `the WebAssembly heap is full at ${bytes()} bytes: no room for ${size} more`
    throw new HeapFull(full)
  }
  return {
    bytes,
    trouble: () => (full === undefined ? undefined : { cause: 'outOfMemory', error: full }),
  }
}

function isHeapModule(module: unknown): module is HeapModule {
  return (
    isRecord(module) &&
    isRecord(module.asm) &&
    module.asm.memory instanceof WebAssembly.Memory &&
    typeof module._malloc === 'function' &&
    typeof module._free === 'function'
  )
}
