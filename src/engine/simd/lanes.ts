import type { Statement, Value } from './code.ts'
import { type Bytes, float, unsigned } from './encoding.ts'

/**
 * The floats that one instruction works on: `four` of them (WebAssembly SIMD), or `one` where fewer than four are
 * left. A loop written over lanes is emitted for both.
 */
export interface Lanes<T extends 'f32' | 'v128' = 'f32' | 'v128'> {
  readonly type: T
  readonly bytes: number
  /** `offset` in bytes, a constant. */
  load(address: Value<'i32'>, offset?: number): Value<T>
  store(address: Value<'i32'>, value: Value<T>, offset?: number): Statement
  /** One float, in every lane. */
  spread(x: Value<'f32'> | number): Value<T>
  add(a: Value<T>, b: Value<T>): Value<T>
  multiply(a: Value<T>, b: Value<T>): Value<T>
  clamp(x: Value<T>, low: Value<'f32'>, high: Value<'f32'>): Value<T>
  /** `x` where low < `at` < high, 0 elsewhere. */
  keepBetween(x: Value<T>, at: Value<T>, low: number, high: number): Value<T>
}

const make = <T extends 'f32' | 'v128'>(type: T, ...parts: Bytes[]): Value<T> => ({
  type,
  code: parts.flat(),
})
const place = (offset: number): Bytes => [2, ...unsigned(offset)]
const number = (x: Value<'f32'> | number): Bytes => (typeof x === 'number' ? [0x43, ...float(x)] : x.code)

const simd = (opcode: number): Bytes => [0xfd, ...unsigned(opcode)]
const on4 = (opcode: number, ...parts: Value<'v128'>[]) =>
  make('v128', ...parts.map(part => part.code), simd(opcode))
const splat = (x: Value<'f32'> | number) => make('v128', number(x), simd(0x13))

export const four: Lanes<'v128'> = {
  type: 'v128',
  bytes: 16,
  load: (address, offset = 0) => make('v128', address.code, simd(0x00), place(offset)),
  store: (address, x, offset = 0) => [...address.code, ...x.code, ...simd(0x0b), ...place(offset)],
  spread: splat,
  add: (a, b) => on4(0xe4, a, b),
  multiply: (a, b) => on4(0xe6, a, b),
  clamp: (x, low, high) => on4(0xe9, on4(0xe8, x, splat(high)), splat(low)),
  keepBetween: (x, at, low, high) =>
    on4(0x4e, x, on4(0x4e, on4(0x44, at, splat(low)), on4(0x43, at, splat(high)))),
}

export const relaxedMultiplyAdd = (a: Value<'v128'>, b: Value<'v128'>, c: Value<'v128'>): Value<'v128'> =>
  on4(0x105, a, b, c)

const on1 = (opcode: number, ...parts: Value<'f32'>[]) =>
  make('f32', ...parts.map(part => part.code), [opcode])

export const one: Lanes<'f32'> = {
  type: 'f32',
  bytes: 4,
  load: (address, offset = 0) => make('f32', address.code, [0x2a], place(offset)),
  store: (address, x, offset = 0) => [...address.code, ...x.code, 0x38, ...place(offset)],
  spread: x => make('f32', number(x)),
  add: (a, b) => on1(0x92, a, b),
  multiply: (a, b) => on1(0x94, a, b),
  clamp: (x, low, high) => on1(0x97, on1(0x96, x, high), low),
  keepBetween: (x, at, low, high) => {
    const inside = [...at.code, ...number(low), 0x5e, ...at.code, ...number(high), 0x5d, 0x71]
    return make('f32', x.code, number(0), inside, [0x1b])
  },
}

/** One float from memory in every lane. */
export const loadSpread = (address: Value<'i32'>, offset = 0): Value<'v128'> =>
  make('v128', address.code, simd(0x09), place(offset))

/** Picks four of the eight floats of `a` and `b`, by place. */
export const pick = (a: Value<'v128'>, b: Value<'v128'>, places: readonly number[]): Value<'v128'> =>
  make(
    'v128',
    a.code,
    b.code,
    simd(0x0d),
    places.flatMap(at => [0, 1, 2, 3].map(byte => 4 * at + byte)),
  )
