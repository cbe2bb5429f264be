import {
  addDepthwiseFilterGradient,
  setDepthwiseConvolution,
  setDepthwiseInputGradient,
} from '../../simd/depthwise.ts'
import { windowArguments } from '../../simd/window.ts'
import type { Tensor4D } from '../../tf.ts'
import { tf } from '../../tf.ts'
import { image, input, padding, pair, shape4D } from '../arguments.ts'
import { depthwiseFilterGradient, repeatChannels } from '../depthwise-filter-gradient.ts'
import { depthwiseInputGradient, sumMultiples } from '../depthwise-input-gradient.ts'
import type { Geometry } from '../geometry.ts'
import { convGeometry } from '../geometry.ts'
import { onHeap, stock } from './on-heap.ts'

/** Outputs in one band of rows: both images' part of it stays in a core's cache. */
const bandSize = 128

export const depthwiseFilterGradientOnHeap = onHeap(depthwiseFilterGradient, ({ inputs, attrs }, heap) => {
  const filterShape = shape4D(attrs, 'filterShape')
  const [x, dy] = [image(inputs, 'x'), image(inputs, 'dy')]
  const geometry = convGeometry(x.shape, filterShape, attrs, true)
  const filter = heap.create<Tensor4D>(filterShape)
  heap.view(filter).fill(0)
  const repeated = repeatChannels(x, filterShape[3])
  addDepthwiseFilterGradient(heap.memory, {
    x: heap.address(repeated),
    dy: heap.address(dy),
    filter: heap.address(filter),
    ...sizes(dy, geometry),
  })
  return filter
})

export const depthwiseInputGradientOnHeap = onHeap(depthwiseInputGradient, ({ inputs, attrs }, heap) => {
  const [dy, filter] = [image(inputs, 'dy'), image(inputs, 'filter')]
  const inputShape = shape4D(attrs, 'inputShape')
  const geometry = convGeometry(inputShape, filter.shape, attrs, true)
  const [n, h, w] = inputShape
  const x = heap.create<Tensor4D>([n, h, w, dy.shape[3]])
  setDepthwiseInputGradient(heap.memory, {
    x: heap.address(x),
    dy: heap.address(dy),
    filter: heap.address(filter),
    ...sizes(dy, geometry),
  })
  return sumMultiples(x, filter.shape[3])
})

/** The backend's own is fast for small windows only. */
const smallWindow = 9

export const depthwiseConvolutionOnHeap = onHeap(
  stock('DepthwiseConv2dNative'),
  ({ inputs, attrs }, heap) => {
    const [x, filter] = [image(inputs, 'x'), image(inputs, 'filter')]
    const [height, width, , multiplier] = filter.shape
    if (height * width <= smallWindow) return undefined
    const geometry = convGeometry(x.shape, filter.shape, attrs, true)
    const [rows, columns] = geometry
    const repeated = repeatChannels(x, multiplier)
    const out = heap.create<Tensor4D>([x.shape[0], rows.out, columns.out, repeated.shape[3]])
    setDepthwiseConvolution(heap.memory, {
      x: heap.address(repeated),
      dy: heap.address(out),
      filter: heap.address(filter),
      ...sizes(out, geometry),
    })
    return out
  },
)

/** The same with a bias; an activation is left to the backend. */
export const fusedDepthwiseConvolutionOnHeap = onHeap(stock('FusedDepthwiseConv2D'), ({ inputs, attrs }) => {
  const [x, filter] = [image(inputs, 'x'), image(inputs, 'filter')]
  const [height, width] = filter.shape
  const isLinear = (attrs.activation ?? 'linear') === 'linear'
  if (height * width <= smallWindow || !isLinear || inputs.bias === undefined) return undefined
  const strides = pair(attrs, 'strides')
  const convolved = tf.depthwiseConv2d(x, filter, strides, padding(attrs), 'NHWC', pair(attrs, 'dilations'))
  return tf.add(convolved, input(inputs, 'bias'))
})

const sizes = ({ shape: [images, , columns, channels] }: Tensor4D, geometry: Geometry) => ({
  images,
  channels,
  band: Math.max(1, Math.floor(bandSize / columns)),
  ...windowArguments(geometry),
})
