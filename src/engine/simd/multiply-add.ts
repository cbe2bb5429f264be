import type { Value } from './code.ts'
import { support } from './support.ts'
import { f32x4, relaxedMultiplyAdd } from './vectors.ts'

/** a · b + c; with relaxed SIMD in one instruction, which rounds once where the processor can. */
export const multiplyAdd = (a: Value<'v128'>, b: Value<'v128'>, c: Value<'v128'>): Value<'v128'> =>
  support.relaxed ? relaxedMultiplyAdd(a, b, c) : f32x4.add(c, f32x4.multiply(a, b))
