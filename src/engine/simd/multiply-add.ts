import type { Value } from './code.ts'
import { four, relaxedMultiplyAdd } from './lanes.ts'
import { support } from './support.ts'

/** a · b + c; with relaxed SIMD in one instruction, which rounds once where the processor can. */
export const multiplyAdd = (a: Value<'v128'>, b: Value<'v128'>, c: Value<'v128'>): Value<'v128'> =>
  support.relaxed ? relaxedMultiplyAdd(a, b, c) : four.add(c, four.multiply(a, b))
