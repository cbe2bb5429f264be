import { type Tensor4D, tf } from '../engine/tf.ts'
import type { Operation, Pad } from './graph.ts'

type Padding = 'same' | 'valid' | Pad
type AveragePool = Extract<Operation, { op: 'maxPool' | 'avgPool' }>

export const isPad = (padding: Padding): padding is Pad => typeof padding !== 'string'

/** What remains for TensorFlow.js to pad once an explicit padding has been applied as an operation of its own. */
export const paddingOf = (padding: Padding): 'same' | 'valid' => (isPad(padding) ? 'valid' : padding)

export function pad(x: Tensor4D, [rows, columns]: Pad): Tensor4D {
  return tf.pad4d(x, [[0, 0], [...rows], [...columns], [0, 0]])
}

/**
 * Average pooling whose gradient is right at the border: TensorFlow.js divides by the window size there. Zeros are
 * padded first, and a constant map corrects the mean where padding must not count.
 */
export function averagePool(
  { size, strides, padding, countPads = false }: AveragePool,
  x: Tensor4D,
): Tensor4D {
  const pads = isPad(padding) ? padding : padding === 'same' ? samePad(x, size, strides) : undefined
  if (pads === undefined || pads.flat().every(width => width === 0))
    return tf.avgPool(x, [...size], [...strides], 'valid')
  const mean = tf.avgPool(pad(x, pads), [...size], [...strides], 'valid')
  return countPads ? mean : mean.mul(correction(x, pads, size, strides, mean))
}

/** Window size over the number of real cells, for each output position: [1, height, width, 1]. */
function correction(
  x: Tensor4D,
  pads: Pad,
  size: AveragePool['size'],
  strides: AveragePool['strides'],
  output: Tensor4D,
): Tensor4D {
  const counts = [0, 1].map(axis => {
    const length = x.shape[axis + 1] ?? 1
    const [kernel, stride, before] = [size[axis] ?? 1, strides[axis] ?? 1, pads[axis]?.[0] ?? 0]
    return Array.from({ length: output.shape[axis + 1] ?? 1 }, (_, i) => {
      const start = i * stride - before
      return Math.min(start + kernel, length) - Math.max(start, 0)
    })
  })
  const [rows = [], columns = []] = counts
  const values = rows.flatMap(row => columns.map(column => (size[0] * size[1]) / (row * column)))
  return tf.tensor4d(values, [1, rows.length, columns.length, 1])
}

function samePad(x: Tensor4D, size: AveragePool['size'], strides: AveragePool['strides']): Pad {
  const along = (length: number, kernel: number, stride: number): readonly [number, number] => {
    const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + kernel - length)
    return [Math.floor(total / 2), total - Math.floor(total / 2)]
  }
  return [along(x.shape[1], size[0], strides[0]), along(x.shape[2], size[1], strides[1])]
}
