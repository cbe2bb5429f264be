import type { Tensor, Tensor2D, Tensor4D } from '../tf.ts'
import { tf } from '../tf.ts'
import { image, shape4D } from './arguments.ts'
import type { Axis, Geometry } from './geometry.ts'
import { convGeometry } from './geometry.ts'
import type { Kernel } from './kernel.ts'
import { padOrCrop, subsample } from './spatial.ts'

/**
 * The gradient of a convolution towards its filter: x with images and channels exchanged, convolved with dy as one
 * large filter, dilated by the stride. A 1×1 filter is a matrix product.
 */
export const convFilterGradient: Kernel = {
  name: 'Conv2DBackpropFilter',
  compute({ inputs, attrs }) {
    const x = image(inputs, 'x')
    const dy = image(inputs, 'dy')
    const filterShape = shape4D(attrs, 'filterShape')
    const geometry = convGeometry(x.shape, filterShape, attrs)
    const [rows, columns] = geometry
    const read = padOrCrop(x, margin(rows), margin(columns))
    if (rows.window === 1 && columns.window === 1) return pointwise(read, dy, geometry).reshape(filterShape)
    const xByChannel: Tensor4D = tf.transpose(read, [3, 1, 2, 0])
    const dyAsFilter: Tensor4D = tf.transpose(dy, [1, 2, 0, 3])
    const gradient = tf.conv2d(xByChannel, dyAsFilter, 1, 'valid', 'NHWC', [rows.stride, columns.stride])
    return tf.transpose(gradient, [1, 2, 0, 3])
  },
}

/** Zeros around x, or rows taken away, so that exactly `window` positions of dy fit on it. */
function margin({ size, window, out, stride, before }: Axis): [number, number] {
  return [before, window + (out - 1) * stride - size - before]
}

/** xᵀ·dy. The right factor of a product is repacked first, which costs more than a transpose: let it be the smaller. */
function pointwise(x: Tensor4D, dy: Tensor4D, [rows, columns]: Geometry): Tensor {
  const left: Tensor2D = subsample(x, rows.stride, columns.stride).reshape([-1, x.shape[3]])
  const right: Tensor2D = dy.reshape([-1, dy.shape[3]])
  if (x.shape[3] >= dy.shape[3]) return tf.matMul(left, right, true, false)
  return tf.transpose(tf.matMul(right, left, true, false))
}
