import { f32, i32, type Statement, type Value, value } from './code.ts'
import { type Bytes, unsigned } from './encoding.ts'

/** Instructions on four numbers at once (WebAssembly SIMD); a vector has no type of its own, its instructions have. */
type Vector = Value<'v128'>

const simd = (opcode: number): Bytes => [0xfd, ...unsigned(opcode)]
const on = (opcode: number, ...parts: Vector[]) =>
  value('v128', ...parts.map(({ code }) => code), simd(opcode))
const unary = (opcode: number) => (a: Vector) => on(opcode, a)
const binary = (opcode: number) => (a: Vector, b: Vector) => on(opcode, a, b)
const shift =
  (opcode: number) =>
  (a: Vector, bits: number): Vector =>
    value('v128', a.code, i32(bits).code, simd(opcode))
/** An address is a multiple of four bytes. */
const place = (offset: number): Bytes => [2, ...unsigned(offset)]

export const f32x4 = {
  add: binary(0xe4),
  subtract: binary(0xe5),
  multiply: binary(0xe6),
  divide: binary(0xe7),
  smaller: binary(0xe8),
  larger: binary(0xe9),
  squareRoot: unary(0xe3),
  /** All bits of a lane are set where it holds, none where not. */
  isLess: binary(0x43),
  isMore: binary(0x44),
  /** One float in every lane. */
  spread: (x: Value<'f32'> | number): Vector => value('v128', f32(x).code, simd(0x13)),
  lane: (a: Vector, index: number): Value<'f32'> => value('f32', a.code, simd(0x1f), [index]),
}

export const i32x4 = {
  multiply: binary(0xb5),
  isAtLeast: binary(0x3f),
  shiftLeft: shift(0xab),
  /** Zeros come from the left. */
  shiftRight: shift(0xad),
  spread: (x: Value<'i32'> | number): Vector => value('v128', i32(x).code, simd(0x11)),
}

export const and = binary(0x4e)
export const xor = binary(0x51)

export const zero: Vector = value(
  'v128',
  simd(0x0c),
  Array.from({ length: 16 }, () => 0),
)

/** `offset` in bytes, a constant. */
export const load = (address: Value<'i32'>, offset = 0): Vector =>
  value('v128', address.code, simd(0x00), place(offset))

export const store = (address: Value<'i32'>, x: Vector, offset = 0): Statement => [
  ...address.code,
  ...x.code,
  ...simd(0x0b),
  ...place(offset),
]

/** One float from memory in every lane. */
export const loadSpread = (address: Value<'i32'>, offset = 0): Vector =>
  value('v128', address.code, simd(0x09), place(offset))

/** Picks four of the eight floats of `a` and `b`, by place. */
export const pick = (a: Vector, b: Vector, places: readonly number[]): Vector =>
  value(
    'v128',
    a.code,
    b.code,
    simd(0x0d),
    places.flatMap(at => [0, 1, 2, 3].map(byte => 4 * at + byte)),
  )

export const relaxedMultiplyAdd = (a: Vector, b: Vector, c: Vector) => on(0x105, a, b, c)
