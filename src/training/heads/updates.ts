import { increase, repeatUntil, type Statement, set, type Variable } from '../../engine/simd/code.ts'
import type { FunctionBody } from '../../engine/simd/encoding.ts'
import { functionOf } from '../../engine/simd/routine.ts'
import { and, f32x4, load, store, zero } from '../../engine/simd/vectors.ts'

/** The update rules of optimizer.ts on whole vectors. */

const { add, subtract, multiply, divide, squareRoot, isLess, spread } = f32x4

type Addresses<Name extends string> = { readonly [N in Name | 'w' | 'end']: Variable<'i32'> }
type Scalars<Name extends string> = { readonly [N in Name]: Variable<'f32'> }
type Vectors<Name extends string> = { readonly [N in Name]: Variable<'v128'> }

/** Parameters: w, end, the arrays beside w, then scalars; `next` has each scalar as a vector, and a register. */
function elementwise<A extends string, S extends string>(
  name: string,
  arrays: readonly A[],
  scalars: readonly S[],
  next: (at: Addresses<A>, constant: Vectors<S>, register: Variable<'v128'>) => Statement[],
): FunctionBody {
  const named = <T>(names: readonly string[], of: (name: string) => T) =>
    Object.fromEntries(names.map(key => [key, of(key)]))
  const parameters = {
    ...named(['w', 'end', ...arrays], () => 'i32' as const),
    ...named(scalars, () => 'f32' as const),
  } as Record<A | 'w' | 'end', 'i32'> & Record<S, 'f32'>
  return functionOf(name, parameters, (given, local) => {
    const at: Addresses<A> = given
    const constants = named(scalars, () => local('v128')) as Vectors<S>
    const register = local('v128')
    return [
      ...scalars.map(scalar => set(constants[scalar], spread((given as Scalars<S>)[scalar]))),
      repeatUntil(
        at.w,
        at.end,
        ...next(at, constants, register),
        ...(['w', ...arrays] as const).map(array => increase(at[array], 16)),
      ),
    ]
  })
}

/** a ← momentum · a + rate · g, w ← w − a. */
export const sgd = elementwise(
  'sgd',
  ['g', 'a'],
  ['momentum', 'rate'],
  ({ w, g, a }, { momentum, rate }, change) => [
    set(change, add(multiply(load(a), momentum), multiply(load(g), rate))),
    store(a, change),
    store(w, subtract(load(w), change)),
  ],
)

/** a ← 0.9 a + g, b ← 0.999 b + g², w ← w − scale · a / (√b + epsilon). */
export const adam = elementwise(
  'adam',
  ['g', 'a', 'b'],
  ['scale', 'epsilon'],
  ({ w, g, a, b }, { scale, epsilon }) => [
    store(a, add(multiply(load(a), spread(0.9)), load(g))),
    store(b, add(multiply(load(b), spread(0.999)), multiply(load(g), load(g)))),
    store(w, subtract(load(w), multiply(divide(load(a), add(squareRoot(load(b)), epsilon)), scale))),
  ],
)

/** a ← 0.9 a + g², b ← momentum · b + rate · g / √(a + ε), w ← w − b. */
export const rmsprop = elementwise(
  'rmsprop',
  ['g', 'a', 'b'],
  ['momentum', 'rate'],
  ({ w, g, a, b }, { momentum, rate }, change) => {
    const root = squareRoot(add(load(a), spread(1e-6)))
    return [
      store(a, add(multiply(load(a), spread(0.9)), multiply(load(g), load(g)))),
      set(change, add(multiply(load(b), momentum), multiply(divide(load(g), root), rate))),
      store(b, change),
      store(w, subtract(load(w), change)),
    ]
  },
)

/** g ← g + twoL2 · w + l1 · sign(w). */
export const penalise = elementwise('penalise', ['g'], ['twoL2', 'l1'], ({ w, g }, { twoL2, l1 }, sign) => {
  const isPositive = and(isLess(zero, load(w)), spread(1))
  const isNegative = and(isLess(load(w), zero), spread(1))
  return [
    set(sign, subtract(isPositive, isNegative)),
    store(g, add(load(g), add(multiply(load(w), twoL2), multiply(sign, l1)))),
  ]
})
