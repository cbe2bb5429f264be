import type { NamedAttrMap } from '../tf.ts'
import { tf } from '../tf.ts'
import { padding, pair, roundingMode } from './arguments.ts'

/** One spatial axis of a convolution or pooling window. */
export interface Axis {
  /** Input, window and output length. */
  readonly size: number
  readonly window: number
  readonly out: number
  readonly stride: number
  readonly dilation: number
  /** Zeros before and after the input. */
  readonly before: number
  readonly after: number
}

/** Where windows lie on an image: [height, width]. */
export type Geometry = readonly [Axis, Axis]
type Shape4 = readonly [number, number, number, number]

/** The geometry of a convolution. `filter`: [height, width, in, out or multiplier]. */
export function convGeometry(
  shape: Shape4,
  filter: Shape4,
  attrs: NamedAttrMap,
  depthwise = false,
): Geometry {
  return axes(
    tf.backend_util.computeConv2DInfo(
      [...shape],
      [...filter],
      pair(attrs, 'strides'),
      pair(attrs, 'dilations'),
      padding(attrs),
      roundingMode(attrs),
      depthwise,
    ),
  )
}

/** The geometry of a pooling window. */
export function poolGeometry(shape: Shape4, attrs: NamedAttrMap): Geometry {
  return axes(
    tf.backend_util.computePool2DInfo(
      [...shape],
      pair(attrs, 'filterSize'),
      pair(attrs, 'strides'),
      1,
      padding(attrs),
      roundingMode(attrs),
    ),
  )
}

function axes(info: ReturnType<typeof tf.backend_util.computeConv2DInfo>): Geometry {
  const { padInfo: pad } = info
  return [
    {
      size: info.inHeight,
      window: info.filterHeight,
      out: info.outHeight,
      stride: info.strideHeight,
      dilation: info.dilationHeight,
      before: pad.top,
      after: pad.bottom,
    },
    {
      size: info.inWidth,
      window: info.filterWidth,
      out: info.outWidth,
      stride: info.strideWidth,
      dilation: info.dilationWidth,
      before: pad.left,
      after: pad.right,
    },
  ]
}
