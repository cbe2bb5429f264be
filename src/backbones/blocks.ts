import type { BatchNormOptions, ConvOptions, GraphBuilder } from './build.ts'

/** What all batch norms of one network have in common. */
export type NormStyle = Pick<BatchNormOptions, 'epsilon' | 'momentum' | 'scale'>

/** Keras' ReLU layer, cut off at 6 with `relu6`. */
export function relu(
  g: GraphBuilder,
  x: string,
  name?: string,
  activation: 'relu' | 'relu6' = 'relu',
): string {
  return g.activation(x, activation, { className: 'ReLU', ...(name !== undefined && { name }) })
}

/** Convolution, then batch norm. */
export function convNorm(
  g: GraphBuilder,
  x: string,
  filters: number,
  names: { readonly conv: string; readonly norm: string },
  norm: NormStyle,
  options: ConvOptions = {},
): string {
  return g.batchNorm(g.conv(x, filters, { ...options, name: names.conv }), { ...norm, name: names.norm })
}

/** The nearest multiple of 8, at least 8 and not below 90 %: widths as the authors round them. */
export function toEight(channels: number): number {
  const rounded = Math.max(8, Math.floor((channels + 4) / 8) * 8)
  return rounded < 0.9 * channels ? rounded + 8 : rounded
}
