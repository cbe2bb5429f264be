import { type Tensor4D, tf } from '../engine/tf.ts'
import { pad } from './convolve.ts'
import type { Operation, Pad } from './graph.ts'
import { samePad } from './shapes.ts'

type Pooling = Extract<Operation, { op: 'maxPool' | 'avgPool' }>

const lowest = -3.4028234663852886e38

export function maxPool(x: Tensor4D, { size, strides, padding }: Pooling): Tensor4D {
  if (padding === 'same' || padding === 'valid') return tf.maxPool(x, [...size], [...strides], padding)
  return tf.maxPool(pad(x, padding, lowest), [...size], [...strides], 'valid')
}

/**
 * Average pooling whose border is right in both directions: TensorFlow.js' own gradient divides by the whole window
 * where its forward pass divides by the cells inside the image. So the zeros are put there first, and the border is
 * weighed up afterwards, by a map of whole window / cells inside.
 */
export function avgPool(x: Tensor4D, { size, strides, padding, countPads = false }: Pooling): Tensor4D {
  const pads = padsOf(x, size, strides, padding)
  const hasPads = pads.flat().some(zeros => zeros > 0)
  const y = tf.avgPool(hasPads ? pad(x, pads) : x, [...size], [...strides], 'valid')
  if (!hasPads || countPads) return y
  const [, height, width] = x.shape
  const rows = cellsInside(height, size[0], strides[0], pads[0], y.shape[1])
  const columns = cellsInside(width, size[1], strides[1], pads[1], y.shape[2])
  const window = size[0] * size[1]
  const map = rows.flatMap(row => columns.map(column => window / (row * column)))
  return tf.mul(y, tf.tensor4d(map, [1, rows.length, columns.length, 1]))
}

function padsOf(
  x: Tensor4D,
  size: Pooling['size'],
  strides: Pooling['strides'],
  padding: Pooling['padding'],
): Pad {
  const [, height, width, channels] = x.shape
  if (padding === 'same') return samePad([height, width, channels], size, strides)
  return padding === 'valid'
    ? [
        [0, 0],
        [0, 0],
      ]
    : padding
}

/** For each output position along one axis: how many cells of its window are not padding. */
function cellsInside(
  length: number,
  size: number,
  stride: number,
  [before]: Pad[0],
  positions: number,
): number[] {
  return Array.from({ length: positions }, (_, i) => {
    const start = i * stride - before
    return Math.min(start + size, length) - Math.max(start, 0)
  })
}
