import type { NormStyle } from './blocks.ts'
import type { GraphBuilder } from './build.ts'
import type { Pair } from './shapes.ts'

/** Filters, kernel, and stride; with stride 2 nothing is padded. */
export type Step = readonly [filters: number, kernel: number | Pair, stride?: 1 | 2]

/** Convolution, batch norm and relu after each other, under Keras' automatic names. */
export function branch(g: GraphBuilder, norm: NormStyle, x: string, ...steps: readonly Step[]): string {
  return steps.reduce((input, step) => unit(g, norm, input, step), x)
}

function unit(
  g: GraphBuilder,
  norm: NormStyle,
  x: string,
  [filters, kernel, strides = 1]: Step,
  padding: 'same' | 'valid' = strides === 2 ? 'valid' : 'same',
): string {
  return g.activation(g.batchNorm(g.conv(x, filters, { kernel, strides, padding }), norm), 'relu')
}

/** The stem that InceptionV3 and InceptionResNetV2 share. */
export function inceptionStem(g: GraphBuilder, norm: NormStyle): string {
  let x = unit(g, norm, g.input, [32, 3, 2])
  x = unit(g, norm, x, [32, 3], 'valid')
  x = unit(g, norm, x, [64, 3])
  x = g.maxPool(x, { size: 3, strides: 2 })
  x = unit(g, norm, x, [80, 1], 'valid')
  x = unit(g, norm, x, [192, 3], 'valid')
  x = g.maxPool(x, { size: 3, strides: 2 })
  g.cut('stem', x)
  return x
}
