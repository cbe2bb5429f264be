import { along } from './along.ts'
import { add } from './code.ts'
import { routine } from './routine.ts'

/** out = dy where low < x < high, 0 elsewhere: the gradient of a line clipped at both ends. */
const clippedGradient = (low: number, high: number) =>
  routine('clippedGradient', { x: 'i32', dy: 'i32', out: 'i32', count: 'i32' }, (given, local) => {
    const { x, dy, out, count } = given
    return along(count, local, (lanes, at, offset) => {
      const kept = lanes.keepBetween(
        lanes.load(add(dy, at), offset),
        lanes.load(add(x, at), offset),
        low,
        high,
      )
      return lanes.store(add(out, at), kept, offset)
    })
  })

export const relu6Gradient = clippedGradient(0, 6)
export const reluGradient = clippedGradient(0, Number.POSITIVE_INFINITY)
