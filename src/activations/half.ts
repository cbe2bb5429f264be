import { halfToFloats } from '../weights/half.ts'

const overflow = 'does not fit into float16'

/** A value that float16 cannot hold: the cut has to be kept as float32. Told by its text, which travels between threads. */
export function isHalfOverflow(error: unknown): boolean {
  return error instanceof Error && error.message.includes(overflow)
}

const largest = 65504
const word = new Float32Array(1)
const bits = new Uint32Array(word.buffer)

/** Rounds to the nearest half, ties to even; the relative error of normal numbers (from 6·10⁻⁵) is at most 2⁻¹¹. */
export function encodeHalf(floats: Float32Array, into: Uint16Array): void {
  for (let i = 0; i < floats.length; i++) {
    const value = floats[i] ?? 0
    if (!(Math.abs(value) <= largest)) throw new RangeError(`${value} ${overflow}`)
    word[0] = value
    const all = bits[0] ?? 0
    const magnitude = all & 0x7fffffff
    const half =
      magnitude < 0x38800000
        ? Math.round(Math.abs(value) * 2 ** 24)
        : (magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13
    into[i] = ((all >>> 16) & 0x8000) | half
  }
}

let table: Float32Array | undefined

export function decodeHalf(halves: Uint16Array, into: Float32Array): void {
  table ??= halfToFloats(Uint16Array.from({ length: 65536 }, (_, half) => half))
  for (let i = 0; i < halves.length; i++) into[i] = table[halves[i] ?? 0] ?? 0
}
