/** A stride-1 convolution with padding `same`, as it occurs in a backbone. */
export interface Dimensions {
  /** Height and width. */
  readonly size: number
  readonly kernel: number
  readonly channels: number
  /** Depthwise: as many as channels. */
  readonly filters: number
  readonly depthwise: boolean
}

export interface LayerShape extends Dimensions {
  readonly name: string
}

/** Early and late 3×3 and 1×1 layers of ResNet50 and MobileNetV2, and a depthwise one of its middle. */
export const layerShapes: readonly LayerShape[] = [
  { name: '3×3, 56×56×64', size: 56, kernel: 3, channels: 64, filters: 64, depthwise: false },
  { name: '3×3, 7×7×512', size: 7, kernel: 3, channels: 512, filters: 512, depthwise: false },
  { name: '1×1, 56×56, 64→256', size: 56, kernel: 1, channels: 64, filters: 256, depthwise: false },
  { name: '1×1, 5×5, 960→320', size: 5, kernel: 1, channels: 960, filters: 320, depthwise: false },
  { name: 'depthwise 3×3, 14×14×576', size: 14, kernel: 3, channels: 576, filters: 576, depthwise: true },
]

/** Useful operations of the forward pass, a multiply-add being two; padding counts as if it were multiplied. */
export function operationsOf(
  { size, kernel, channels, filters, depthwise }: Dimensions,
  batch: number,
): number {
  return 2 * batch * size ** 2 * kernel ** 2 * channels * (depthwise ? 1 : filters)
}
