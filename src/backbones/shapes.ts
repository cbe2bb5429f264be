import type { Pad, Shape } from './graph.ts'

export type Pair = readonly [number, number]
export type Padding = 'same' | 'valid' | Pad

export const pair = (value: number | Pair): Pair => (typeof value === 'number' ? [value, value] : value)

/** The same number of zeros on all four sides. */
export const padAll = (pixels: number): Pad => [
  [pixels, pixels],
  [pixels, pixels],
]

/** Height and width after a window of `kernel` cells moved over `shape` in `strides`, as TensorFlow counts them. */
export function windowed(shape: Shape, kernel: Pair, strides: Pair, padding: Padding): Pair {
  const side = (axis: 0 | 1) => {
    if (padding === 'same') return Math.ceil(shape[axis] / strides[axis])
    const [before, after] = padding === 'valid' ? [0, 0] : padding[axis]
    return Math.floor((shape[axis] + before + after - kernel[axis]) / strides[axis]) + 1
  }
  return [side(0), side(1)]
}

/** The zeros that TensorFlow's 'same' puts around the input: the odd one after it. */
export function samePad(shape: Shape, kernel: Pair, strides: Pair): Pad {
  const [height, width] = windowed(shape, kernel, strides, 'same')
  const sides = (axis: 0 | 1, out: number): Pair => {
    const total = Math.max(0, (out - 1) * strides[axis] + kernel[axis] - shape[axis])
    return [Math.floor(total / 2), Math.ceil(total / 2)]
  }
  return [sides(0, height), sides(1, width)]
}

/** What Keras' own backbones pad before a stride-2 convolution without padding ("correct_pad"). */
export function correctPad([height, width]: Shape, kernel: number): Pad {
  const half = Math.floor(kernel / 2)
  const sides = (length: number): Pair => [half - (1 - (length % 2)), half]
  return [sides(height), sides(width)]
}
