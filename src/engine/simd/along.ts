import type { Statement, Value } from './code.ts'
import { increase, isAtLeast, multiply, repeatWhile, set } from './code.ts'
import type { Lanes } from './lanes.ts'
import { four, one } from './lanes.ts'
import type { Local } from './routine.ts'

/** What is done at one place, `at` bytes from the first and `offset` more. */
type Each = <T extends 'f32' | 'v128'>(lanes: Lanes<T>, at: Value<'i32'>, offset: number) => Statement

/** Goes along `count` floats: sixteen at a time, then four, then one. */
export function along(count: Value<'i32'>, local: Local, each: Each): Statement[] {
  const [at, left] = [local('i32'), local('i32')]
  const steps = <T extends 'f32' | 'v128'>(lanes: Lanes<T>, times: number) =>
    repeatWhile(
      isAtLeast(left, times * lanes.bytes),
      ...Array.from({ length: times }, (_, n) => each(lanes, at, n * lanes.bytes)),
      increase(at, times * lanes.bytes),
      increase(left, -times * lanes.bytes),
    )
  return [set(at, 0), set(left, multiply(count, 4)), steps(four, 4), steps(four, 1), steps(one, 1)]
}
