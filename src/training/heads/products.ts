import {
  addF32,
  addI32,
  advance,
  type Code,
  f32x4,
  get,
  i32,
  type Kernel,
  lane,
  load,
  loadSplat,
  set,
  store,
  storeF32,
  until,
  zero,
} from './instructions.ts'

/** Tiles of 4 rows × 2 classes: 8 sums, 4 rows and 2 kernels fit the 16 registers of x64. */
const rows = [0, 1, 2, 3]
const classes = [0, 1]
const tile = rows.flatMap(r => classes.map(c => [r, c] as const))

/** Two vectors, 32 bytes, a round. */
const offsets = [0, 16]
const bytesARound = 32

const [X, W, OUT, ROW_BYTES, OUT_BYTES] = [0, 1, 2, 3, 4]
const END = 5
const rowAt = (r: number) => 6 + r
const secondKernel = 10
const kernelAt = (c: number) => (c === 0 ? W : secondKernel)
const sum = (r: number, c: number) => 11 + 2 * r + c
const loaded = (i: number) => 19 + i

const tileLocals = [
  ...Array.from({ length: 6 }, () => 'i32' as const),
  ...Array.from({ length: 14 }, () => 'v128' as const),
]
const addresses: Code = [
  set(END, addI32(get(X), get(ROW_BYTES))),
  set(rowAt(0), get(X)),
  rows.slice(1).map(r => set(rowAt(r), addI32(get(rowAt(r - 1)), get(ROW_BYTES)))),
  set(secondKernel, addI32(get(W), get(ROW_BYTES))),
]
const onward: Code = [
  rows.map(r => advance(rowAt(r), bytesARound)),
  classes.map(c => advance(kernelAt(c), bytesARound)),
]

/** (x, w, out, rowBytes, outBytes) */
export const dots: Kernel = {
  name: 'dots',
  parameters: ['i32', 'i32', 'i32', 'i32', 'i32'],
  locals: tileLocals,
  body: [
    addresses,
    tile.map(([r, c]) => set(sum(r, c), zero)),
    until(rowAt(0), END, [
      offsets.map(offset => [
        classes.map(c => set(loaded(4 + c), load(get(kernelAt(c)), offset))),
        rows.map(r => [
          set(loaded(r), load(get(rowAt(r)), offset)),
          classes.map(c =>
            set(sum(r, c), f32x4.add(get(sum(r, c)), f32x4.mul(get(loaded(r)), get(loaded(4 + c))))),
          ),
        ]),
      ]),
      onward,
    ]),
    rows.map(r => [
      classes.map(c => storeF32(addI32(get(OUT), i32(4 * c)), total(get(sum(r, c))))),
      set(OUT, addI32(get(OUT), get(OUT_BYTES))),
    ]),
  ],
}

/** (x, g, d, rowBytes, dBytes) */
export const addOuter: Kernel = {
  name: 'addOuter',
  parameters: ['i32', 'i32', 'i32', 'i32', 'i32'],
  locals: tileLocals,
  body: [
    addresses,
    rows.map(r => [
      classes.map(c => set(sum(r, c), loadSplat(get(OUT), 4 * c))),
      set(OUT, addI32(get(OUT), get(OUT_BYTES))),
    ]),
    until(rowAt(0), END, [
      offsets.map(offset => [
        rows.map(r => set(loaded(r), load(get(rowAt(r)), offset))),
        classes.map(c =>
          store(
            get(kernelAt(c)),
            rows.reduce<Code>(
              (before, r) => f32x4.add(before, f32x4.mul(get(loaded(r)), get(sum(r, c)))),
              load(get(kernelAt(c)), offset),
            ),
            offset,
          ),
        ),
      ]),
      onward,
    ]),
  ],
}

/** The four lanes added up. */
function total(vector: Code): Code {
  return addF32(addF32(lane(vector, 0), lane(vector, 1)), addF32(lane(vector, 2), lane(vector, 3)))
}
