import type { Pad, Shape } from './graph.ts'

/** Zero padding before a stride-2 `valid` convolution that equals `same`: Keras' `imagenet_utils.correct_pad`. */
export function correctPad([height, width]: Shape, kernel: number): Pad {
  const half = Math.floor(kernel / 2)
  const along = (length: number) => [half - (1 - (length % 2)), half] as const
  return [along(height), along(width)]
}
