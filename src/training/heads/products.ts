import { add, increase, repeatUntil, type Statement, set, type Variable } from '../../engine/simd/code.ts'
import { one } from '../../engine/simd/lanes.ts'
import { functionOf, type Local } from '../../engine/simd/routine.ts'
import { f32x4, load, loadSpread, store, zero } from '../../engine/simd/vectors.ts'

/** Two vectors, 32 bytes, a round. */
const offsets = [0, 16]
const bytesARound = 32

/** out[r][c] = x[r] · w[c] */
export const dots = functionOf(
  'dots',
  { x: 'i32', w: 'i32', out: 'i32', rowBytes: 'i32', outBytes: 'i32' },
  ({ x, w, out, rowBytes, outBytes }, local) => {
    const { rows, classes, begin, alongRows } = tile(x, w, rowBytes, local)
    return [
      ...begin,
      ...rows.flatMap(row => classes.map(({ sumOf }) => set(sumOf(row), zero))),
      alongRows(offset => [
        ...classes.map(({ at, loaded }) => set(loaded, load(at, offset))),
        ...rows.flatMap(row => [
          set(row.loaded, load(row.at, offset)),
          ...classes.map(({ loaded, sumOf }) =>
            set(sumOf(row), f32x4.add(sumOf(row), f32x4.multiply(row.loaded, loaded))),
          ),
        ]),
      ]),
      ...rows.flatMap(row => [
        ...classes.map(({ sumOf }, c) => one.store(add(out, 4 * c), total(sumOf(row)))),
        increase(out, outBytes),
      ]),
    ]
  },
)

/** g[c] += Σ d[r][c] · x[r] */
export const addOuter = functionOf(
  'addOuter',
  { x: 'i32', g: 'i32', d: 'i32', rowBytes: 'i32', dBytes: 'i32' },
  ({ x, g, d, rowBytes, dBytes }, local) => {
    const { rows, classes, begin, alongRows } = tile(x, g, rowBytes, local)
    return [
      ...begin,
      ...rows.flatMap(row => [
        ...classes.map(({ sumOf: factorOf }, c) => set(factorOf(row), loadSpread(d, 4 * c))),
        increase(d, dBytes),
      ]),
      alongRows(offset => [
        ...rows.map(({ at, loaded }) => set(loaded, load(at, offset))),
        ...classes.map(({ at, sumOf: factorOf }) => {
          const products = rows.map(row => f32x4.multiply(row.loaded, factorOf(row)))
          return store(at, products.reduce(f32x4.add, load(at, offset)), offset)
        }),
      ]),
    ]
  },
)

interface Row {
  readonly at: Variable<'i32'>
  readonly loaded: Variable<'v128'>
  /** One a class. */
  readonly first: Variable<'v128'>
  readonly second: Variable<'v128'>
}

/** 4 rows × 2 classes: 8 sums, 4 rows and 2 kernels fit the 16 registers of x64. */
function tile(x: Variable<'i32'>, w: Variable<'i32'>, rowBytes: Variable<'i32'>, local: Local) {
  const end = local('i32')
  const [r0, r1, r2, r3] = [local('i32'), local('i32'), local('i32'), local('i32')]
  const w2 = local('i32')
  const sums = [r0, r1, r2, r3].map(at => ({ at, first: local('v128'), second: local('v128') }))
  const rows: Row[] = sums.map(row => ({ ...row, loaded: local('v128') }))
  const classes = [
    { at: w, loaded: local('v128'), sumOf: ({ first }: Row) => first },
    { at: w2, loaded: local('v128'), sumOf: ({ second }: Row) => second },
  ]
  return {
    rows,
    classes,
    begin: [
      set(end, add(x, rowBytes)),
      set(r0, x),
      set(r1, add(r0, rowBytes)),
      set(r2, add(r1, rowBytes)),
      set(r3, add(r2, rowBytes)),
      set(w2, add(w, rowBytes)),
    ],
    alongRows: (round: (offset: number) => Statement[]) =>
      repeatUntil(
        r0,
        end,
        ...offsets.flatMap(round),
        ...[...rows, ...classes].map(({ at }) => increase(at, bytesARound)),
      ),
  }
}

/** The four lanes added up. */
function total(vector: Variable<'v128'>) {
  const { lane } = f32x4
  return one.add(one.add(lane(vector, 0), lane(vector, 1)), one.add(lane(vector, 2), lane(vector, 3)))
}
