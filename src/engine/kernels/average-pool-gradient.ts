import type { Tensor4D } from '../tf.ts'
import { tf } from '../tf.ts'
import { image } from './arguments.ts'
import { spread } from './conv-input-gradient.ts'
import type { Axis } from './geometry.ts'
import { poolGeometry } from './geometry.ts'
import type { Kernel } from './kernel.ts'

/**
 * The gradient of an average pool: every window's dy, divided by the cells that the window really covers (fewer
 * at a border, where TensorFlow.js' own gradient divides by the whole area), spread over these cells.
 */
export const averagePoolGradient: Kernel = {
  name: 'AvgPoolGrad',
  compute({ inputs, attrs }) {
    const dy = image(inputs, 'dy')
    const x = image(inputs, 'input')
    const geometry = poolGeometry(x.shape, attrs)
    const [rows, columns] = geometry
    const share = tf.tensor4d(shares(rows, columns), [1, rows.out, columns.out, 1])
    const ones: Tensor4D = tf.ones([rows.window, columns.window, x.shape[3], 1])
    return tf.depthwiseConv2d(spread(tf.mul(dy, share), geometry), ones, 1, 'valid')
  },
}

/** One over the number of cells under each window. */
function shares(rows: Axis, columns: Axis): Float32Array {
  const [down, across] = [covered(rows), covered(columns)]
  return Float32Array.from(down.flatMap(height => across.map(width => 1 / (height * width))))
}

function covered({ size, window, out, stride, before }: Axis): number[] {
  return Array.from({ length: out }, (_, o) => {
    const start = o * stride - before
    return Math.max(1, Math.min(size, start + window) - Math.max(0, start))
  })
}
