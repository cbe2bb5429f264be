import { f32, type Statement, type Value, value } from './code.ts'
import { type Bytes, unsigned } from './encoding.ts'
import { and, f32x4, load, store } from './vectors.ts'

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

export const four: Lanes<'v128'> = {
  type: 'v128',
  bytes: 16,
  load,
  store,
  spread: f32x4.spread,
  add: f32x4.add,
  multiply: f32x4.multiply,
  clamp: (x, low, high) => f32x4.larger(f32x4.smaller(x, f32x4.spread(high)), f32x4.spread(low)),
  keepBetween: (x, at, low, high) =>
    and(x, and(f32x4.isMore(at, f32x4.spread(low)), f32x4.isLess(at, f32x4.spread(high)))),
}

const on1 = (opcode: number, ...parts: Value<'f32'>[]) =>
  value('f32', ...parts.map(({ code }) => code), [opcode])
const place = (offset: number): Bytes => [2, ...unsigned(offset)]

export const one: Lanes<'f32'> = {
  type: 'f32',
  bytes: 4,
  load: (address, offset = 0) => value('f32', address.code, [0x2a], place(offset)),
  store: (address, x, offset = 0) => [...address.code, ...x.code, 0x38, ...place(offset)],
  spread: f32,
  add: (a, b) => on1(0x92, a, b),
  multiply: (a, b) => on1(0x94, a, b),
  clamp: (x, low, high) => on1(0x97, on1(0x96, x, high), low),
  keepBetween: (x, at, low, high) => {
    const inside = [...at.code, ...f32(low).code, 0x5e, ...at.code, ...f32(high).code, 0x5d, 0x71]
    return value('f32', x.code, f32(0).code, inside, [0x1b])
  },
}
