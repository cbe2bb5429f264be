/** IEEE 754 half precision: 1 sign, 5 exponent and 10 fraction bits. */
export function halfToFloats(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, half => {
    const sign = half & 0x8000 ? -1 : 1
    const exponent = (half >> 10) & 0x1f
    const fraction = half & 0x3ff
    if (exponent === 0) return sign * fraction * 2 ** -24
    if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
  })
}

/** The nearest IEEE 754 half-precision number (ties to even), as its 16 bits. */
export function float16Of(value: number): number {
  const sign = value < 0 ? 0x8000 : 0
  const size = Math.abs(value)
  if (!(size < 65520)) return sign | (Number.isNaN(value) ? 0x7e00 : 0x7c00)
  if (size < 2 ** -14) return sign | roundToEven(size * 2 ** 24)
  const exponent = Math.floor(Math.log2(size))
  // A mantissa that rounds up to 2048 carries into the exponent by itself.
  return sign | (((exponent + 15) << 10) + roundToEven((size / 2 ** exponent) * 1024) - 1024)
}

function roundToEven(value: number): number {
  const down = Math.floor(value)
  const rest = value - down
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down
}

/** A value that float16 cannot hold: the cut has to be kept as float32. */
export class HalfOverflow extends RangeError {
  override readonly name = 'HalfOverflow'
  readonly value: number

  constructor(value: number) {
    super(`${value} does not fit into float16`)
    this.value = value
  }
}

const largest = 65504
const word = new Float32Array(1)
const bits = new Uint32Array(word.buffer)

/** Rounds to the nearest half, ties to even; the relative error of normal numbers (from 6·10⁻⁵) is at most 2⁻¹¹. */
export function encodeHalf(floats: Float32Array, into: Uint16Array): void {
  for (let i = 0; i < floats.length; i++) {
    const value = floats[i] ?? 0
    if (!(Math.abs(value) <= largest)) throw new HalfOverflow(value)
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

/** bfloat16 is the upper half of a float32. */
export function brainToFloats(upper: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(upper, bits => bits * 65536).buffer)
}
