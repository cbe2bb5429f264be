import { addDepthwiseFilterGradient, setDepthwiseInputGradient } from '../../simd/depthwise.ts'
import { windowArguments } from '../../simd/window.ts'
import type { Tensor4D } from '../../tf.ts'
import { image, shape4D } from '../arguments.ts'
import { depthwiseFilterGradient, repeatChannels } from '../depthwise-filter-gradient.ts'
import { depthwiseInputGradient, sumMultiples } from '../depthwise-input-gradient.ts'
import type { Geometry } from '../geometry.ts'
import { convGeometry } from '../geometry.ts'
import { onHeap } from './on-heap.ts'

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

const sizes = ({ shape: [images, , columns, channels] }: Tensor4D, geometry: Geometry) => ({
  images,
  channels,
  band: Math.max(1, Math.floor(bandSize / columns)),
  ...windowArguments(geometry),
})
