import { increase, repeatUntil, set, type Value } from '../../engine/simd/code.ts'
import { functionOf } from '../../engine/simd/routine.ts'
import { and, f32x4, i32x4, load, store, xor } from '../../engine/simd/vectors.ts'

/** `createMasks` of dropout.ts, four generators at once, applied in place. */
export const drop = functionOf(
  'drop',
  { x: 'i32', end: 'i32', state: 'i32', limit: 'i32', scale: 'f32' },
  ({ x, end, state, limit, scale }, local) => {
    const [draw, word, limits, scales] = [local('v128'), local('v128'), local('v128'), local('v128')]
    const mixed = (amount: number, way: 'shiftLeft' | 'shiftRight') =>
      set(draw, xor(draw, i32x4[way](draw, amount)))
    const kept = (offset: number, half: Value<'v128'>) =>
      store(x, and(f32x4.multiply(load(x, offset), scales), i32x4.isAtLeast(half, limits)), offset)
    return [
      set(draw, load(state)),
      set(limits, i32x4.spread(limit)),
      set(scales, f32x4.spread(scale)),
      repeatUntil(
        x,
        end,
        mixed(13, 'shiftLeft'),
        mixed(17, 'shiftRight'),
        mixed(5, 'shiftLeft'),
        set(word, xor(i32x4.multiply(draw, i32x4.spread(0x9e3779b1 | 0)), i32x4.shiftRight(draw, 15))),
        kept(0, and(word, i32x4.spread(0xffff))),
        kept(16, i32x4.shiftRight(word, 16)),
        increase(x, 32),
      ),
      store(state, draw),
    ]
  },
)
