import { along } from './along.ts'
import type { Value } from './code.ts'
import * as c from './code.ts'
import { routine } from './routine.ts'

/** out = x · scale + shift for each row of channels. */
export const scaleChannels = routine(
  'scaleChannels',
  { x: 'i32', out: 'i32', rows: 'i32', channels: 'i32', scale: 'i32', shift: 'i32' },
  ({ x, out, rows, channels, scale, shift }, local) => {
    const row = local('i32')
    return [
      c.repeat(
        row,
        0,
        rows,
        ...along(channels, local, ({ load, store, add, multiply }, at, offset) => {
          const [factor, addend] = [load(c.add(scale, at), offset), load(c.add(shift, at), offset)]
          return store(c.add(out, at), add(multiply(load(c.add(x, at), offset), factor), addend), offset)
        }),
        c.increase(x, c.multiply(channels, 4)),
        c.increase(out, c.multiply(channels, 4)),
      ),
    ]
  },
)

/** Adds to out [groups, channels] the sums of x [groups, rows, channels] over its rows, times a factor. */
export const addRows = routine(
  'addRows',
  { x: 'i32', out: 'i32', groups: 'i32', rows: 'i32', channels: 'i32', factor: 'f32' },
  ({ x, out, groups, rows, channels, factor }, local) => {
    const [group, left, bytes] = [local('i32'), local('i32'), local('i32')]
    const addSome = (count: number) => {
      const lines = Array.from({ length: count }, () => local('i32'))
      return c.repeatWhile(
        c.isAtLeast(left, count),
        ...lines.map((line, n) => c.set(line, c.add(x, c.multiply(bytes, n)))),
        ...along(channels, local, ({ load, store, add, multiply, spread }, at, offset) => {
          const target = c.add(out, at)
          const sum = lines.map(line => load(c.add(line, at), offset)).reduce(add)
          return store(target, add(load(target, offset), multiply(sum, spread(factor))), offset)
        }),
        c.increase(x, c.multiply(bytes, count)),
        c.increase(left, -count),
      )
    }
    return [
      c.set(bytes, c.multiply(channels, 4)),
      c.repeat(group, 0, groups, c.set(left, rows), addSome(4), addSome(1), c.increase(out, bytes)),
    ]
  },
)

/**
 * The gradient of y = x · factor + … with fixed factors, in one pass: dx = dy · factor, and to `sums` and `products`
 * [channels] are added the sums over rows of dy and of dy · x.
 */
export const scaledChannelsGradient = routine(
  'scaledChannelsGradient',
  {
    x: 'i32',
    dy: 'i32',
    dx: 'i32',
    rows: 'i32',
    channels: 'i32',
    factor: 'i32',
    sums: 'i32',
    products: 'i32',
  },
  ({ x, dy, dx, rows, channels, factor, sums, products }, local) => {
    const row = local('i32')
    return [
      c.repeat(
        row,
        0,
        rows,
        ...along(channels, local, ({ type, load, store, add, multiply }, at, offset) => {
          const change = local(type)
          const read = (base: Value<'i32'>) => load(c.add(base, at), offset)
          const addTo = (base: Value<'i32'>, value: Value<typeof type>) =>
            store(c.add(base, at), add(read(base), value), offset)
          return [
            ...c.set(change, read(dy)),
            ...store(c.add(dx, at), multiply(change, read(factor)), offset),
            ...addTo(sums, change),
            ...addTo(products, multiply(change, read(x))),
          ]
        }),
        ...[x, dy, dx].map(pointer => c.increase(pointer, c.multiply(channels, 4))),
      ),
    ]
  },
)
