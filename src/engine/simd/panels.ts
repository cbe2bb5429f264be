import type { Statement, Value, Variable } from './code.ts'
import * as c from './code.ts'
import { four, one } from './lanes.ts'
import type { Local } from './routine.ts'
import { routine } from './routine.ts'
import { pick } from './vectors.ts'

/**
 * A matrix product works on panels: `width` rows of the left matrix, or columns of the right one, place by place along
 * the dimension that is summed: [panels, depth, width].
 */
export const leftWidth = 4
export const rightWidth = 8

const parameters = {
  source: 'i32',
  /** Where each line of the source starts, in bytes from `source`. */
  lines: 'i32',
  target: 'i32',
  /** From one panel to the next, in bytes: more than depth · width where panels are filled in parts. */
  panelBytes: 'i32',
} as const

/** Each source line lies along the panel: `depth` lines, cut into pieces of `width` floats, the last with zeros. */
export const packAcross = (width: number) =>
  routine(`packAcross${width}`, { ...parameters, depth: 'i32', length: 'i32' }, (given, local) => {
    const { source, lines, target, panelBytes, depth, length } = given
    const [from, to, line, left, spare] = [
      local('i32'),
      local('i32'),
      local('i32'),
      local('i32'),
      local('i32'),
    ]
    const vectors = Array.from({ length: width / 4 }, (_, n) => 16 * n)
    const at = c.add(source, c.loadInteger(line))
    const eachLine = (...copy: Statement[]) => [
      c.set(to, target),
      c.set(line, lines),
      c.repeat(from, 0, depth, ...copy, c.increase(line, 4), c.increase(to, 4 * width)),
      c.increase(target, panelBytes),
      c.increase(source, 4 * width),
    ]
    return [
      c.set(left, length),
      c.repeatWhile(
        c.isAtLeast(left, width),
        ...eachLine(...vectors.map(offset => four.store(to, four.load(at, offset), offset))),
        c.increase(left, -width),
      ),
      c.choose(c.isLess(0, left), [
        ...eachLine(
          ...vectors.map(offset => four.store(to, four.spread(0), offset)),
          c.repeat(
            spare,
            0,
            left,
            one.store(c.add(to, c.multiply(spare, 4)), one.load(c.add(at, c.multiply(spare, 4)))),
          ),
        ),
      ]),
    ]
  })

/** Each source line lies along the depth: `width` lines a panel, turned; the first `depth` floats of each. */
export const packAlong = (width: number) =>
  routine(`packAlong${width}`, { ...parameters, depth: 'i32', panels: 'i32' }, (given, local) => {
    const { source, lines, target, panelBytes, depth, panels } = given
    const [panel, to, left] = [local('i32'), local('i32'), local('i32')]
    const from = Array.from({ length: 4 }, () => local('i32'))
    const turn = turnedBy(local)
    const fourLines = (group: number) => [
      ...from.map((pointer, n) => c.set(pointer, c.add(source, c.loadInteger(lines, 16 * group + 4 * n)))),
      c.set(to, c.add(target, 16 * group)),
      c.set(left, depth),
      c.repeatWhile(
        c.isAtLeast(left, 4),
        ...turn(from, (column, n) => four.store(to, column, 4 * width * n)),
        ...from.map(pointer => c.increase(pointer, 16)),
        c.increase(to, 16 * width),
        c.increase(left, -4),
      ),
      c.repeatWhile(
        c.isLess(0, left),
        ...from.map((pointer, n) => one.store(to, one.load(pointer), 4 * n)),
        ...from.map(pointer => c.increase(pointer, 4)),
        c.increase(to, 4 * width),
        c.increase(left, -1),
      ),
    ]
    return [
      c.repeat(
        panel,
        0,
        panels,
        ...Array.from({ length: width / 4 }, (_, group) => fourLines(group)).flat(),
        c.increase(lines, 4 * width),
        c.increase(target, panelBytes),
      ),
    ]
  })

/** Loads four floats from each of four places and stores the four columns of that square. */
function turnedBy(local: Local) {
  const rows = Array.from({ length: 4 }, () => local('v128'))
  const halves = Array.from({ length: 4 }, () => local('v128'))
  const [r0, r1, r2, r3] = rows as [V, V, V, V]
  const [low, high, low2, high2] = halves as [V, V, V, V]
  return (from: readonly Value<'i32'>[], store: (column: Value<'v128'>, n: number) => Statement) => [
    ...from.map((pointer, n) => c.set(rows[n] ?? r0, four.load(pointer))),
    c.set(low, pick(r0, r1, [0, 4, 1, 5])),
    c.set(high, pick(r0, r1, [2, 6, 3, 7])),
    c.set(low2, pick(r2, r3, [0, 4, 1, 5])),
    c.set(high2, pick(r2, r3, [2, 6, 3, 7])),
    store(pick(low, low2, [0, 1, 4, 5]), 0),
    store(pick(low, low2, [2, 3, 6, 7]), 1),
    store(pick(high, high2, [0, 1, 4, 5]), 2),
    store(pick(high, high2, [2, 3, 6, 7]), 3),
  ]
}

type V = Variable<'v128'>
