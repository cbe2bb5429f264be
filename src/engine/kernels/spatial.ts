import type { Tensor, Tensor2D, Tensor4D } from '../tf.ts'
import { tf } from '../tf.ts'

type Ends = readonly [before: number, after: number]

/** Adds zeros at the ends of height and width, or takes rows away where the number is negative. */
export function padOrCrop(x: Tensor4D, [top, bottom]: Ends, [left, right]: Ends): Tensor4D {
  const cropped = crop(x, top, bottom, left, right)
  const ends = [top, bottom, left, right].map(end => Math.max(0, end))
  if (ends.every(end => end === 0)) return cropped
  const [t = 0, b = 0, l = 0, r = 0] = ends
  return tf.pad(cropped, [
    [0, 0],
    [t, b],
    [l, r],
    [0, 0],
  ])
}

function crop(x: Tensor4D, top: number, bottom: number, left: number, right: number): Tensor4D {
  if (Math.min(top, bottom, left, right) >= 0) return x
  const [n, h, w, c] = x.shape
  const [t, l] = [Math.max(0, -top), Math.max(0, -left)]
  return tf.slice(x, [0, t, l, 0], [n, h - t - Math.max(0, -bottom), w - l - Math.max(0, -right), c])
}

/** Puts stride − 1 zeros after every row and column: [n, h, w, c] → [n, h·sh, w·sw, c]. */
export function dilate(x: Tensor4D, sh: number, sw: number): Tensor4D {
  const [n, h, w, c] = x.shape
  const wide = zerosAfter(x.reshape([n * h * w, 1, c]), sw)
  return zerosAfter(wide.reshape([n * h, 1, w * sw * c]), sh).reshape([n, h * sh, w * sw, c])
}

function zerosAfter(rows: Tensor, stride: number): Tensor {
  if (stride === 1) return rows
  return tf.pad(rows, [
    [0, 0],
    [0, stride - 1],
    [0, 0],
  ])
}

/** Every sh-th row and sw-th column from the first. A pool of one cell: the fast strided copy of each backend. */
export function subsample(x: Tensor4D, sh: number, sw: number): Tensor4D {
  return sh === 1 && sw === 1 ? x : tf.avgPool(x, 1, [sh, sw], 'valid')
}

/** Sums over everything but the channels: [n, h, w, c] → [1, c]. A whole-image average is wasm's fastest sum. */
export function channelSums(x: Tensor4D): Tensor2D {
  const [n, h, w, c] = x.shape
  const rows = n * h * w
  const column: Tensor4D = x.reshape([1, rows, 1, c])
  return tf.avgPool(column, [rows, 1], 1, 'valid').mul(rows).reshape([1, c])
}

/** A filter turned by 180°: [height, width, a, b] with both spatial axes reversed. Slices, as `reverse` is slow on wasm. */
export function turn(filter: Tensor4D): Tensor4D {
  const [h, w, a, b] = filter.shape
  const cells: Tensor2D = filter.reshape([h * w, a * b])
  const reversed = Array.from({ length: h * w }, (_, i) => tf.slice(cells, [h * w - 1 - i, 0], [1, a * b]))
  return tf.concat(reversed, 0).reshape([h, w, a, b])
}
