import type { Heap } from '../../simd/heap.ts'
import { multiplyPanels } from '../../simd/multiply-panels.ts'
import { leftWidth, packAcross, rightWidth } from '../../simd/panels.ts'
import type { Tensor, Tensor4D } from '../../tf.ts'
import { tf } from '../../tf.ts'
import { image, shape4D } from '../arguments.ts'
import { convFilterGradient } from '../conv-filter-gradient.ts'
import type { Geometry } from '../geometry.ts'
import { convGeometry } from '../geometry.ts'
import { onHeap } from './on-heap.ts'
import { evenLines, patchesOf, windowsOf } from './patches.ts'

/** Block sizes, so that a block of the left factor and one of the right stay in a core's second cache. */
const [depthBlock, leftBlock, rightBlock] = [256, 128, 256]
const packLeft = packAcross(leftWidth)
const packRight = packAcross(rightWidth)

/** For each row of the window the product of what it saw [outputs, width · channels], turned, and dy [outputs, filters]. */
export const convFilterGradientOnHeap = onHeap(convFilterGradient, ({ inputs, attrs }, heap) => {
  const [x, dy] = [image(inputs, 'x'), image(inputs, 'dy')]
  const filterShape = shape4D(attrs, 'filterShape')
  const geometry = convGeometry(x.shape, filterShape, attrs)
  return compute(heap, x, dy, filterShape, geometry)
})

/** The result is cleared first and only added to. */
const addTo = { isFirst: 0, start: 0, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }

function compute(
  heap: Heap,
  x: Tensor4D,
  dy: Tensor4D,
  shape: [number, number, number, number],
  geometry: Geometry,
): Tensor {
  const filters = dy.shape[3]
  const outputs = dy.size / filters
  const patches = patchesOf(heap, x, windowsOf(geometry[0]), windowsOf(geometry[1]))
  const dyLines = evenLines(heap, outputs, 4 * filters)
  const rowSize = patches.length * filters
  const size = shape[0] * rowSize
  const isWhole = patches.length % leftWidth === 0 && filters % rightWidth === 0
  const gradient = heap.create<Tensor>([isWhole ? size : size + leftWidth * filters + rightWidth])
  heap.view(gradient).fill(0)
  const rows = evenLines(heap, leftBlock, 4 * filters)
  const left = heap.address(heap.create([leftBlock * depthBlock]))
  const right = heap.address(heap.create([(rightBlock + rightWidth) * depthBlock]))
  const { memory } = heap
  for (let from = 0; from < outputs; from += depthBlock) {
    const depth = Math.min(depthBlock, outputs - from)
    for (let column = 0; column < filters; column += rightBlock) {
      const columns = Math.min(rightBlock, filters - column)
      packRight(memory, {
        source: heap.address(dy) + 4 * column,
        lines: dyLines + 4 * from,
        target: right,
        panelBytes: 4 * depth * rightWidth,
        depth,
        length: columns,
      })
      for (let i = 0; i < shape[0]; i++)
        for (let row = 0; row < patches.length; row += leftBlock) {
          const length = Math.min(leftBlock, patches.length - row)
          packLeft(memory, {
            source: patches.source + i * patches.rowBytes + 4 * row,
            lines: patches.lines + 4 * from,
            target: left,
            panelBytes: 4 * depth * leftWidth,
            depth,
            length,
          })
          multiplyPanels(memory, {
            left,
            right,
            leftPanels: Math.ceil(length / leftWidth),
            rightPanels: Math.ceil(columns / rightWidth),
            depth,
            out: heap.address(gradient) + 4 * (i * rowSize + row * filters + column),
            rows,
            ...addTo,
          })
        }
    }
  }
  return (isWhole ? gradient : tf.slice(gradient, 0, size)).reshape(shape)
}
