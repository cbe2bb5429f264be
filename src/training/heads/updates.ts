import { float, type Type } from '../../engine/simd/encoding.ts'
import {
  advance,
  and,
  type Code,
  f32x4,
  get,
  type Kernel,
  load,
  set,
  splatF32,
  store,
  until,
  zero,
} from './instructions.ts'

/** The update rules of optimizer.ts on whole vectors; constants come first in v128 locals. */

const { add, sub, mul, div, sqrt, lessThan } = f32x4
const [W, END] = [0, 1]

/** Parameters: w, end, the arrays beside w, then scalars; `next` is given each as a vector. */
function elementwise(
  name: string,
  arrays: number,
  scalars: number,
  next: (at: (array: number) => Code, scalar: (index: number) => Code, local: number) => Code,
): Kernel {
  const firstScalar = 2 + arrays
  const firstVector = firstScalar + scalars
  const indices = (count: number) => Array.from({ length: count }, (_, i) => i)
  const types = (count: number, type: Type) => indices(count).map(() => type)
  const addressOf = (array: number) => (array === 0 ? W : 1 + array)
  return {
    name,
    parameters: [...types(2 + arrays, 'i32'), ...types(scalars, 'f32')],
    locals: types(scalars + 1, 'v128'),
    body: [
      indices(scalars).map(i => set(firstVector + i, splatF32(get(firstScalar + i)))),
      until(W, END, [
        next(
          array => get(addressOf(array)),
          i => get(firstVector + i),
          firstVector + scalars,
        ),
        indices(arrays + 1).map(array => advance(addressOf(array), 16)),
      ]),
    ],
  }
}

/** (w, end, g, a, momentum, rate): a ← momentum · a + rate · g, w ← w − a. */
export const sgd = elementwise('sgd', 2, 2, (at, scalar, change) => [
  set(change, add(mul(load(at(2)), scalar(0)), mul(load(at(1)), scalar(1)))),
  store(at(2), get(change)),
  store(at(0), sub(load(at(0)), get(change))),
])

/** (w, end, g, a, b, scale, epsilon): a ← 0.9 a + g, b ← 0.999 b + g², w ← w − scale · a / (√b + epsilon). */
export const adam = elementwise('adam', 3, 2, (at, scalar) => [
  store(at(2), add(mul(load(at(2)), constant(0.9)), load(at(1)))),
  store(at(3), add(mul(load(at(3)), constant(0.999)), mul(load(at(1)), load(at(1))))),
  store(at(0), sub(load(at(0)), mul(div(load(at(2)), add(sqrt(load(at(3))), scalar(1))), scalar(0)))),
])

/** (w, end, g, a, b, momentum, rate): a ← 0.9 a + g², b ← momentum · b + rate · g / √(a + ε), w ← w − b. */
export const rmsprop = elementwise('rmsprop', 3, 2, (at, scalar, change) => [
  store(at(2), add(mul(load(at(2)), constant(0.9)), mul(load(at(1)), load(at(1))))),
  set(
    change,
    add(
      mul(load(at(3)), scalar(0)),
      mul(div(load(at(1)), sqrt(add(load(at(2)), constant(1e-6)))), scalar(1)),
    ),
  ),
  store(at(3), get(change)),
  store(at(0), sub(load(at(0)), get(change))),
])

/** (w, end, g, twoL2, l1): g ← g + twoL2 · w + l1 · sign(w). */
export const penalise = elementwise('penalise', 1, 2, (at, scalar, sign) => [
  set(
    sign,
    sub(and(lessThan(zero, load(at(0))), constant(1)), and(lessThan(load(at(0)), zero), constant(1))),
  ),
  store(at(1), add(load(at(1)), add(mul(load(at(0)), scalar(0)), mul(get(sign), scalar(1))))),
])

function constant(value: number): Code {
  return splatF32([0x43, float(value)])
}
