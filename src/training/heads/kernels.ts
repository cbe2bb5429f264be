import { encodeModule } from '../../engine/simd/encoding.ts'
import { drop } from './drop.ts'
import { addOuter, dots } from './products.ts'
import { adam, penalise, rmsprop, sgd } from './updates.ts'

/**
 * The arithmetic of a linear classifier on SIMD, a few µs a call. TensorFlow.js needs about a millisecond of overhead
 * for a step whose arithmetic is 0.02 ms. Addresses and lengths in bytes; rows are multiples of 32 bytes.
 */
export interface Kernels {
  /** out[r][c] = x[r] · w[c] for 4 rows and 2 classes; rows of x and w are `rowBytes` apart, of out `outBytes`. */
  dots(x: number, w: number, out: number, rowBytes: number, outBytes: number): void
  /** g[c] += Σ d[r][c] · x[r] for 4 rows and 2 classes. */
  addOuter(x: number, g: number, d: number, rowBytes: number, dBytes: number): void
  /** Inverted dropout in place: the values of `createMasks`. `state` holds 4 words, `limit` is 65536 · rate. */
  drop(x: number, end: number, state: number, limit: number, scale: number): void
  /** g += twoL2 · w + l1 · sign(w), up to the end of w. */
  penalise(w: number, end: number, g: number, twoL2: number, l1: number): void
  /** The rules of `optimizer.ts`, from w to its end; a and b are the state. */
  sgd(w: number, end: number, g: number, a: number, momentum: number, rate: number): void
  adam(w: number, end: number, g: number, a: number, b: number, scale: number, epsilon: number): void
  rmsprop(w: number, end: number, g: number, a: number, b: number, momentum: number, rate: number): void
}

/** Kernels and the memory that they work on. */
export interface Space {
  readonly kernels: Kernels
  /** Zeros. */
  readonly memory: ArrayBuffer
  /** For the next one who wants that much: a memory is dear to make, and frees its addresses late. */
  giveBack(): void
}

const all = [dots, addOuter, drop, penalise, sgd, adam, rmsprop]

const mostSpareBytes = 2 ** 26

let compiled: WebAssembly.Module | undefined
let spare: Space | undefined

export function takeSpace(bytes: number): Space {
  const found = spare
  if (found === undefined || found.memory.byteLength < bytes) return createSpace(bytes)
  spare = undefined
  new Uint8Array(found.memory, 0, bytes).fill(0)
  return found
}

function createSpace(bytes: number): Space {
  compiled ??= new WebAssembly.Module(encodeModule(all))
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) })
  const { exports } = new WebAssembly.Instance(compiled, { host: { memory } })
  const space: Space = {
    kernels: exports as Kernels,
    memory: memory.buffer,
    giveBack() {
      if (memory.buffer.byteLength <= mostSpareBytes) spare = space
    },
  }
  return space
}
