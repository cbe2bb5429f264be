import {
  advance,
  and,
  f32x4,
  get,
  i32,
  i32x4,
  type Kernel,
  load,
  set,
  splatF32,
  splatI32,
  store,
  until,
  xor,
} from './instructions.ts'

const [X, END, STATE, LIMIT, SCALE] = [0, 1, 2, 3, 4]
const [draw, word, limit, scale] = [5, 6, 7, 8]
const mixed = (amount: number, way: 'shiftLeft' | 'shiftRight') =>
  set(draw, xor(get(draw), i32x4[way](get(draw), amount)))
const kept = (offset: number, half: ReturnType<typeof get>) =>
  store(get(X), and(f32x4.mul(load(get(X), offset), get(scale)), i32x4.atLeast(half, get(limit))), offset)

/** (x, end, state, limit, scale): `createMasks` of dropout.ts, four generators at once, applied in place. */
export const drop: Kernel = {
  name: 'drop',
  parameters: ['i32', 'i32', 'i32', 'i32', 'f32'],
  locals: ['v128', 'v128', 'v128', 'v128'],
  body: [
    set(draw, load(get(STATE))),
    set(limit, splatI32(get(LIMIT))),
    set(scale, splatF32(get(SCALE))),
    until(X, END, [
      mixed(13, 'shiftLeft'),
      mixed(17, 'shiftRight'),
      mixed(5, 'shiftLeft'),
      set(word, xor(i32x4.mul(get(draw), splatI32(i32(0x9e3779b1 | 0))), i32x4.shiftRight(get(draw), 15))),
      kept(0, and(get(word), splatI32(i32(0xffff)))),
      kept(16, i32x4.shiftRight(get(word), 16)),
      advance(X, 32),
    ]),
    store(get(STATE), get(draw)),
  ],
}
