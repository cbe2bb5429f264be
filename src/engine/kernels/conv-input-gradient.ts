import type { Tensor, Tensor4D } from '../tf.ts'
import { tf } from '../tf.ts'
import { image, shape4D } from './arguments.ts'
import type { Axis, Geometry } from './geometry.ts'
import { convGeometry } from './geometry.ts'
import type { Kernel } from './kernel.ts'
import { dilate, padOrCrop, turn } from './spatial.ts'

/**
 * The gradient of a convolution towards its input: dy, spread out by the stride, convolved with the filter turned
 * by 180° and with inputs and outputs exchanged. A 1×1 filter is a matrix product.
 */
export const convInputGradient: Kernel = {
  name: 'Conv2DBackpropInput',
  compute({ inputs, attrs }) {
    const dy = image(inputs, 'dy')
    const filter = image(inputs, 'filter')
    const geometry = convGeometry(shape4D(attrs, 'inputShape'), filter.shape, attrs)
    const [rows, columns] = geometry
    if (rows.window === 1 && columns.window === 1) return pointwise(dy, filter, geometry)
    const turned: Tensor4D = tf.transpose(turn(filter), [0, 1, 3, 2])
    return tf.conv2d(spread(dy, geometry), turned, 1, 'valid')
  },
}

function pointwise(dy: Tensor4D, filter: Tensor4D, [rows, columns]: Geometry): Tensor {
  const [, , inChannels, outChannels] = filter.shape
  const [n, h, w] = dy.shape
  const dx = tf.matMul(dy.reshape([-1, outChannels]), filter.reshape([inChannels, outChannels]), false, true)
  const wide = dilate(dx.reshape([n, h, w, inChannels]), rows.stride, columns.stride)
  return padOrCrop(wide, border(rows), border(columns))
}

/** dy with zeros between its cells and around it, so that a plain valid convolution gives the input's size. */
export function spread(dy: Tensor4D, [rows, columns]: Geometry): Tensor4D {
  return padOrCrop(dilate(dy, rows.stride, columns.stride), border(rows), border(columns))
}

function border({ size, window, out, stride, dilation, before }: Axis): [number, number] {
  const reach = (window - 1) * dilation
  return [reach - before, size + before - out * stride]
}
