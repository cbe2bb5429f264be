import type { Value } from './code.ts'
import * as c from './code.ts'
import { four } from './lanes.ts'
import { multiplyAdd } from './multiply-add.ts'
import { leftWidth, rightWidth } from './panels.ts'
import { routine } from './routine.ts'
import { loadSpread } from './vectors.ts'

/**
 * Adds the product of left and right panels to rows of `out`; or, where `isFirst`, to `start`, one number a column. Sums
 * end between `low` and `high`. It works on 4 rows × 8 columns at a time, in eight registers: with more of them, or the
 * loop unrolled, V8 runs out of the 16 that x64 has.
 */
export const multiplyPanels = routine(
  'multiplyPanels',
  {
    /** [leftPanels, depth, 4] and [rightPanels, depth, 8]. */
    left: 'i32',
    right: 'i32',
    leftPanels: 'i32',
    rightPanels: 'i32',
    depth: 'i32',
    /** Where each of leftPanels · 4 rows of the result lies, in bytes from `out`. */
    out: 'i32',
    rows: 'i32',
    isFirst: 'i32',
    start: 'i32',
    low: 'f32',
    high: 'f32',
  },
  ({ left, right, leftPanels, rightPanels, depth, out, rows, isFirst, start, low, high }, local) => {
    const [i, j, at, row, a, b] = [
      local('i32'),
      local('i32'),
      local('i32'),
      local('i32'),
      local('i32'),
      local('i32'),
    ]
    const leftStep = 4 * leftWidth
    const rightStep = 4 * rightWidth
    const tile = Array.from({ length: leftWidth }, () => {
      const sums = Array.from({ length: rightWidth / 4 }, (_, n) => ({ sum: local('v128'), offset: 16 * n }))
      return { target: local('i32'), sums }
    })
    const columns = Array.from({ length: rightWidth / 4 }, () => local('v128'))
    const factor = local('v128')
    const everySum = tile.flatMap(({ target, sums }) =>
      sums.map(({ sum, offset }) => ({ target, sum, offset })),
    )
    const column = (offset: number): Value<'v128'> => columns[offset / 16] ?? four.spread(0)
    const depthBytes = c.multiply(depth, leftStep)
    return [
      c.repeat(
        j,
        0,
        rightPanels,
        c.set(a, left),
        c.set(row, rows),
        c.repeat(
          i,
          0,
          leftPanels,
          ...tile.map(({ target }, n) => c.set(target, c.add(out, c.loadInteger(row, 4 * n)))),
          c.choose(
            isFirst,
            everySum.map(({ sum, offset }) => c.set(sum, four.load(start, offset))),
            everySum.map(({ target, sum, offset }) => c.set(sum, four.load(target, offset))),
          ),
          c.set(b, right),
          c.set(at, c.add(a, depthBytes)),
          c.repeatWhile(
            c.differs(a, at),
            ...columns.map((register, n) => c.set(register, four.load(b, 16 * n))),
            ...tile.flatMap(({ sums }, n) => [
              c.set(factor, loadSpread(a, 4 * n)),
              ...sums.map(({ sum, offset }) => c.set(sum, multiplyAdd(factor, column(offset), sum))),
            ]),
            c.increase(a, leftStep),
            c.increase(b, rightStep),
          ),
          ...everySum.map(({ target, sum, offset }) =>
            four.store(target, four.clamp(sum, low, high), offset),
          ),
          c.increase(row, leftStep),
        ),
        c.increase(right, c.multiply(depth, rightStep)),
        c.increase(out, rightStep),
        c.increase(start, rightStep),
      ),
    ]
  },
)
