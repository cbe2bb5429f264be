import type { Statement, Value, Variable } from './code.ts'
import * as c from './code.ts'
import type { Lanes } from './lanes.ts'
import { four, one } from './lanes.ts'
import type { Given, Local } from './routine.ts'
import { routine } from './routine.ts'
import { axisOf, outputsUnder, windowParameters } from './window.ts'

/**
 * A depthwise convolution and its gradients. `x`: the image or its gradient [images, rows, columns, channels]; `dy`: the
 * gradient of the outputs; `filter`: the filter or its gradient [taps, channels]. `band`: so many rows of outputs are
 * done for all channels and taps before the next, to stay in the cache.
 */
const parameters = {
  x: 'i32',
  dy: 'i32',
  filter: 'i32',
  images: 'i32',
  channels: 'i32',
  band: 'i32',
  ...windowParameters,
} as const

/** Adds to `filter`, for each tap, the sum of x · dy over all outputs. */
export const addDepthwiseFilterGradient = routine('addDepthwiseFilterGradient', parameters, (given, local) =>
  overImages(given, local, [], ({ load, store, add, multiply }, { x, dy, tap, value }, at) => ({
    begin: c.set(value, load(tap, at)),
    each: c.set(value, add(value, multiply(load(x, at), load(dy, at)))),
    end: store(tap, value, at),
  })),
)

/** Sets `x` to the sum over all taps of dy · filter. */
export const setDepthwiseInputGradient = routine('setDepthwiseInputGradient', parameters, (given, local) => {
  const bytes = c.multiply(c.multiply(given.rows_size, given.columns_size), c.multiply(given.channels, 4))
  const clear = c.fill(given.x, 0, bytes)
  return overImages(given, local, clear, ({ load, store, add, multiply }, { x, dy, tap, value }, at) => ({
    begin: c.set(value, load(tap, at)),
    each: store(x, add(load(x, at), multiply(value, load(dy, at))), at),
    end: [],
  }))
})

/** Sets `dy`, here the outputs themselves, to the sum over all taps of x · filter. */
export const setDepthwiseConvolution = routine('setDepthwiseConvolution', parameters, (given, local) => {
  const bytes = c.multiply(c.multiply(given.rows_out, given.columns_out), c.multiply(given.channels, 4))
  const clear = c.fill(given.dy, 0, bytes)
  return overImages(given, local, clear, ({ load, store, add, multiply }, { x, dy, tap, value }, at) => ({
    begin: c.set(value, load(tap, at)),
    each: store(dy, add(load(dy, at), multiply(value, load(x, at))), at),
    end: [],
  }))
})

/** Where the present numbers lie, and a register. */
interface Places<T extends 'f32' | 'v128'> {
  readonly x: Value<'i32'>
  readonly dy: Value<'i32'>
  readonly tap: Value<'i32'>
  readonly value: Variable<T>
}

/** What is done with one register of channels, `at` bytes on: before, for each output under a tap, and after. */
type Work = <T extends 'f32' | 'v128'>(
  lanes: Lanes<T>,
  places: Places<T>,
  at: number,
) => { readonly begin: Statement; readonly each: Statement; readonly end: Statement }

/** The loops: images, bands of rows, blocks of channels, taps, outputs under the tap. */
function overImages(
  given: Given<typeof parameters>,
  local: Local,
  first: Statement,
  work: Work,
): Statement[] {
  const { x, dy, filter, images, channels, band } = given
  const [rows, columns] = [axisOf(given, 'rows'), axisOf(given, 'columns')]
  const [image, bandStart, bandEnd, left] = [local('i32'), local('i32'), local('i32'), local('i32')]
  const [i, j, row, column] = [local('i32'), local('i32'), local('i32'), local('i32')]
  const [bytes, end] = [local('i32'), local('i32')]
  const [xBlock, dyBlock, filterBlock] = [local('i32'), local('i32'), local('i32')]
  const [xAt, dyAt, tap, pixel] = [local('i32'), local('i32'), local('i32'), local('i32')]
  const covered = { rows: outputsUnder(i, rows, local), columns: outputsUnder(j, columns, local) }
  const place = (base: Value<'i32'>, y: Value<'i32'>, width: Value<'i32'>, at: Value<'i32'>) =>
    c.add(base, c.multiply(pixel, c.add(c.multiply(y, width), at)))

  const block = <T extends 'f32' | 'v128'>(lanes: Lanes<T>, registers: number): Statement => {
    const bytes = registers * lanes.bytes
    const parts = Array.from({ length: registers }, (_, n) =>
      work(lanes, { x: xAt, dy: dyAt, tap, value: local(lanes.type) }, n * lanes.bytes),
    )
    const alongRow = [
      c.set(
        xAt,
        place(xBlock, covered.rows.cell(row), columns.size, covered.columns.cell(covered.columns.first)),
      ),
      c.set(dyAt, place(dyBlock, row, columns.out, covered.columns.first)),
      c.repeat(
        column,
        covered.columns.first,
        covered.columns.end,
        ...parts.map(({ each }) => each),
        c.increase(xAt, c.multiply(pixel, columns.stride)),
        c.increase(dyAt, pixel),
      ),
    ]
    const underTap = [
      covered.columns.find,
      ...parts.map(({ begin }) => begin),
      c.repeat(
        row,
        c.larger(covered.rows.first, bandStart),
        c.smaller(covered.rows.end, bandEnd),
        ...alongRow,
      ),
      ...parts.map(({ end }) => end),
      c.increase(tap, pixel),
    ]
    return c.repeatWhile(
      c.isAtLeast(left, bytes),
      c.set(tap, filterBlock),
      c.repeat(i, 0, rows.window, covered.rows.find, c.repeat(j, 0, columns.window, ...underTap)),
      ...[xBlock, dyBlock, filterBlock].map(pointer => c.increase(pointer, bytes)),
      c.increase(left, -bytes),
    )
  }
  const inBand = [
    c.set(bandEnd, c.add(bandStart, band)),
    c.set(row, c.multiply(bandStart, rows.stride)),
    c.set(bytes, c.multiply(pixel, columns.size)),
    c.set(end, c.smaller(c.multiply(bandEnd, rows.stride), rows.size)),
    c.readAhead(left, c.add(x, c.multiply(row, bytes)), c.multiply(c.subtract(end, row), bytes)),
    c.set(bytes, c.multiply(pixel, columns.out)),
    c.set(end, c.smaller(bandEnd, rows.out)),
    c.readAhead(left, c.add(dy, c.multiply(bandStart, bytes)), c.multiply(c.subtract(end, bandStart), bytes)),
    c.set(left, pixel),
    c.set(xBlock, x),
    c.set(dyBlock, dy),
    c.set(filterBlock, filter),
    ...[8, 4, 2, 1].map(registers => block(four, registers)),
    block(one, 1),
    c.set(bandStart, bandEnd),
  ]
  return [
    c.set(pixel, c.multiply(channels, 4)),
    c.repeat(
      image,
      0,
      images,
      first,
      c.set(bandStart, 0),
      c.repeatWhile(c.isLess(bandStart, rows.out), ...inBand),
      c.increase(x, c.multiply(pixel, c.multiply(rows.size, columns.size))),
      c.increase(dy, c.multiply(pixel, c.multiply(rows.out, columns.out))),
    ),
  ]
}
