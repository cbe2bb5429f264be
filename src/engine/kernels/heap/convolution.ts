import type { Heap } from '../../simd/heap.ts'
import { packAcross, rightWidth } from '../../simd/panels.ts'
import type { Tensor, Tensor4D } from '../../tf.ts'
import { tf } from '../../tf.ts'
import { image, input } from '../arguments.ts'
import { convGeometry } from '../geometry.ts'
import type { KernelCall } from '../kernel.ts'
import { onHeap, stock } from './on-heap.ts'
import { evenLines, patchesOf, rowsOf, windowsOf } from './patches.ts'
import type { Piece, Result } from './product.ts'
import { blockSize, multiplyPatches, partsOf, wholePanels } from './product.ts'

/** A convolution as a product of what its windows see with the filter, without writing the windows out. */
export const convolutionOnHeap = onHeap(stock('Conv2D'), (call, heap) => convolve(call, heap, {}))

/** The same with a bias and a clipping activation: frozen layers. */
export const fusedConvolutionOnHeap = onHeap(stock('FusedConv2D'), (call, heap) => {
  const bounds = clipping.get(String(call.attrs.activation ?? 'linear'))
  const bias = call.inputs.bias === undefined ? undefined : input(call.inputs, 'bias')
  const filters = image(call.inputs, 'filter').shape[3]
  if (bounds === undefined || (bias !== undefined && bias.size !== filters)) return undefined
  return convolve(call, heap, bias === undefined ? bounds : { ...bounds, start: biasAddress(heap, bias) })
})

const clipping = new Map<string, Pick<Result, 'low' | 'high'>>([
  ['linear', {}],
  ['relu', { low: 0 }],
  ['relu6', { low: 0, high: 6 }],
])

function convolve(
  { inputs, attrs }: KernelCall,
  heap: Heap,
  finish: Pick<Result, 'start' | 'low' | 'high'>,
): Tensor | undefined {
  const [x, filter] = [image(inputs, 'x'), image(inputs, 'filter')]
  const [rows, columns] = convGeometry(x.shape, filter.shape, attrs)
  if (rows.dilation * columns.dilation !== 1 || attrs.dataFormat === 'NCHW') return undefined
  const filters = filter.shape[3]
  const patches = patchesOf(heap, x, windowsOf(rows), windowsOf(columns))
  const width = wholePanels(filters)
  const out = heap.create<Tensor4D>([x.shape[0], rows.out, columns.out, width])
  multiplyPatches(heap, patches, filterPieces(heap, filter, patches.rowBytes), {
    ...rowsOf(heap, out),
    columns: width,
    ...finish,
  })
  return width === filters ? out : tf.slice(out, 0, [...out.shape.slice(0, 3), filters])
}

const packRight = packAcross(rightWidth)

/** Rows of the window, cut where they are deeper than a block. */
function filterPieces(heap: Heap, filter: Tensor4D, rowBytes: number): Piece[] {
  const [height, width, channels, filters] = filter.shape
  const lines = evenLines(heap, blockSize.depth, 4 * filters)
  const source = heap.address(filter)
  return Array.from({ length: height }, (_, i) =>
    partsOf(width * channels).map(([start, depth]) => ({
      shift: i * rowBytes + 4 * start,
      depth,
      packRight: (target: number, panelBytes: number, column: number, length: number) =>
        packRight(heap.memory, {
          source: source + 4 * ((i * width * channels + start) * filters + column),
          lines,
          target,
          panelBytes,
          depth,
          length: Math.min(length, filters - column),
        }),
    })),
  ).flat()
}

/** Filled up to whole panels. */
function biasAddress(heap: Heap, bias: Tensor): number {
  const spare = wholePanels(bias.size) - bias.size
  return heap.address(spare === 0 ? bias : tf.pad(bias.flatten(), [[0, spare]]))
}
