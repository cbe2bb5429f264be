/** Features moved and scaled as a whole, so that a penalty means the same on every backbone. */
export interface UnitScale {
  readonly mean: Float64Array
  /** One for all features: single ones that hardly vary must not be blown up. */
  readonly scale: number
}

/** From the training images alone: mean 0, and a mean square of 1 over all features. */
export function unitScaleOf(features: Float32Array, width: number, train: readonly number[]): UnitScale {
  const mean = new Float64Array(width)
  for (const image of train) for (let i = 0; i < width; i++) mean[i]! += features[image * width + i]!
  for (let i = 0; i < width; i++) mean[i]! /= train.length
  let squares = 0
  for (const image of train)
    for (let i = 0; i < width; i++) squares += (features[image * width + i]! - mean[i]!) ** 2
  const size = Math.sqrt(squares / (train.length * width))
  return { mean, scale: size > 0 ? 1 / size : 1 }
}

/** Rows [images, width] of unit size. */
export function unitRows(
  features: Float32Array,
  { mean, scale }: UnitScale,
  images: readonly number[],
): Float32Array {
  const width = mean.length
  const rows = new Float32Array(images.length * width)
  for (const [row, image] of images.entries())
    for (let i = 0; i < width; i++) rows[row * width + i] = (features[image * width + i]! - mean[i]!) * scale
  return rows
}

/** The same classifier for features as they are: W' = W · scale, b' = b − mean · W'. Kernel [width, classes]. */
export function forPlainFeatures(
  { kernel, bias }: { readonly kernel: Float64Array; readonly bias: Float64Array },
  { mean, scale }: UnitScale,
): { readonly kernel: Float32Array; readonly bias: Float32Array } {
  const classes = bias.length
  const moved = bias.slice()
  const plain = kernel.map(weight => weight * scale)
  for (let i = 0; i < mean.length; i++)
    for (let c = 0; c < classes; c++) moved[c]! -= mean[i]! * plain[i * classes + c]!
  return { kernel: new Float32Array(plain), bias: new Float32Array(moved) }
}
