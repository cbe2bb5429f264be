import type { Tensor4D } from '../tf.ts'
import { tf } from '../tf.ts'
import { image, pair, shape4D } from './arguments.ts'
import { spread } from './conv-input-gradient.ts'
import { convGeometry } from './geometry.ts'
import type { Kernel } from './kernel.ts'
import { turn } from './spatial.ts'

/** The gradient of a depthwise convolution towards its input: dy, spread by the stride, with the turned filter. */
export const depthwiseInputGradient: Kernel = {
  name: 'DepthwiseConv2dNativeBackpropInput',
  compute({ inputs, attrs }) {
    const dy = image(inputs, 'dy')
    const filter = image(inputs, 'filter')
    const inputShape = shape4D(attrs, 'inputShape')
    const geometry = convGeometry(inputShape, filter.shape, attrs, true)
    const [height, width, channels, multiplier] = filter.shape
    const turned: Tensor4D = turn(filter).reshape([height, width, channels * multiplier, 1])
    const wide = spread(dy, geometry)
    const dx = tf.depthwiseConv2d(wide, turned, 1, 'valid', 'NHWC', pair(attrs, 'dilations'))
    return sumMultiples(dx, multiplier)
  },
}

/** Each `count` channels in a row added up: [n, h, w, c · count] → [n, h, w, c]. */
export function sumMultiples(dx: Tensor4D, count: number): Tensor4D {
  const [n, h, w, channels] = dx.shape
  return count === 1
    ? dx
    : dx
        .reshape([-1, count])
        .sum(1)
        .reshape([n, h, w, channels / count])
}
