/** The parts of the WebAssembly binary format that a small module needs (WebAssembly specification 2.0, chapter 5). */
export type Bytes = readonly number[]

/** Value types, and how the format writes them. */
const typeCodes = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const
export type Type = keyof typeof typeCodes

export interface FunctionBody {
  readonly name: string
  readonly parameters: readonly Type[]
  readonly locals: readonly Type[]
  readonly code: Bytes
}

/** A module that imports a memory as `host.memory` and exports its functions, none of which returns anything. */
export function encodeModule(functions: readonly FunctionBody[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, functions.map(signature)),
    ...section(2, [[...text('host'), ...text('memory'), 0x02, 0x00, ...unsigned(1)]]),
    ...section(
      3,
      functions.map((_, i) => unsigned(i)),
    ),
    ...section(
      7,
      functions.map(({ name }, i) => [...text(name), 0x00, ...unsigned(i)]),
    ),
    ...section(10, functions.map(body)),
  ])
}

const signature = ({ parameters }: FunctionBody): Bytes => [
  0x60,
  ...vector(parameters.map(type => [typeCodes[type]])),
  ...vector([]),
]

function body({ locals, code }: FunctionBody): Bytes {
  const bytes = [...vector(locals.map(type => [1, typeCodes[type]])), ...code, 0x0b]
  return [...unsigned(bytes.length), ...bytes]
}

function section(id: number, entries: readonly Bytes[]): Bytes {
  const bytes = vector(entries)
  return [id, ...unsigned(bytes.length), ...bytes]
}

const vector = (entries: readonly Bytes[]): Bytes => [...unsigned(entries.length), ...entries.flat()]
const text = (value: string): Bytes => vector(Array.from(value, letter => [letter.charCodeAt(0)]))

/** LEB128: seven bits a byte, lowest first; the high bit says that more follow. */
export function unsigned(value: number): Bytes {
  const bytes: number[] = []
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest]
    bytes.push((rest & 0x7f) | 0x80)
  }
}

/** LEB128 in two's complement: ends when the rest is only the sign of bit 6. */
export function signed(value: number): Bytes {
  const bytes: number[] = []
  for (let rest = value; ; rest >>= 7) {
    const low = rest & 0x7f
    if (rest >> 6 === 0 || rest >> 6 === -1) return [...bytes, low]
    bytes.push(low | 0x80)
  }
}

/** IEEE 754 single precision, little-endian. */
export function float(value: number): Bytes {
  return Array.from(new Uint8Array(Float32Array.of(value).buffer))
}
