import type { Heap } from '../../simd/heap.ts'
import { packAlong, rightWidth } from '../../simd/panels.ts'
import type { Tensor4D } from '../../tf.ts'
import { tf } from '../../tf.ts'
import { image, shape4D } from '../arguments.ts'
import { convInputGradient } from '../conv-input-gradient.ts'
import type { Axis, Geometry } from '../geometry.ts'
import { convGeometry } from '../geometry.ts'
import { onHeap } from './on-heap.ts'
import type { Windows } from './patches.ts'
import { gridLines, patchesOf, rowsOf, tableOf } from './patches.ts'
import type { Piece } from './product.ts'
import { multiplyPatches, partsOf, wholePanels } from './product.ts'

const packRight = packAlong(rightWidth)

/**
 * With stride s the inputs fall into s·s phases: those of one phase lie under the same taps of the window, so each
 * phase is a convolution of dy with these taps, turned round, and none multiplies zeros.
 */
export const convInputGradientOnHeap = onHeap(convInputGradient, ({ inputs, attrs }, heap) => {
  const [dy, filter] = [image(inputs, 'dy'), image(inputs, 'filter')]
  const inputShape = shape4D(attrs, 'inputShape')
  const geometry = convGeometry(inputShape, filter.shape, attrs)
  return compute(heap, dy, filter, inputShape, geometry)
})

function compute(
  heap: Heap,
  dy: Tensor4D,
  filter: Tensor4D,
  [images, height, width, channels]: [number, number, number, number],
  [rows, columns]: Geometry,
): Tensor4D {
  const dx = heap.create<Tensor4D>([images, height, width, wholePanels(channels)])
  const phases = phasesOf(rows).flatMap(down => phasesOf(columns).map(across => ({ down, across })))
  const hasTaps = phases.filter(({ down, across }) => down.taps.length * across.taps.length > 0)
  if (hasTaps.length < phases.length) heap.view(dx).fill(0)
  for (const { down, across } of hasTaps) computePhase(heap, dy, filter, dx, down, across)
  return dx.shape[3] === channels ? dx : tf.slice(dx, 0, [images, height, width, channels])
}

/** The inputs `phase`, `phase` + stride, … along an axis: the taps they lie under in the order of dy, and where. */
interface Phase {
  readonly phase: number
  readonly stride: number
  readonly taps: readonly number[]
  readonly windows: Windows
}

function phasesOf({ size, window, stride, before }: Axis): Phase[] {
  return Array.from({ length: Math.min(stride, size) }, (_, phase) => {
    const first = (phase + before) % stride
    const taps = Array.from({ length: Math.ceil((window - first) / stride) }, (_, t) => first + t * stride)
    const newest = (phase + before - first) / stride
    const windows = {
      first: newest - (taps.length - 1),
      stride: 1,
      length: taps.length,
      count: Math.ceil((size - phase) / stride),
    }
    return { phase, stride, taps: taps.reverse(), windows }
  })
}

function computePhase(
  heap: Heap,
  dy: Tensor4D,
  filter: Tensor4D,
  dx: Tensor4D,
  down: Phase,
  across: Phase,
): void {
  const [images, height, width, channels] = dx.shape
  const patches = patchesOf(heap, dy, down.windows, across.windows)
  const lines = gridLines(images, down.windows.count, across.windows.count, {
    first: 4 * channels * (down.phase * width + across.phase),
    image: 4 * channels * height * width,
    row: 4 * channels * width * down.stride,
    column: 4 * channels * across.stride,
  })
  const pieces = turnedPieces(heap, filter, down.taps, across.taps, patches.rowBytes)
  multiplyPatches(heap, patches, pieces, { ...rowsOf(heap, dx, lines), columns: channels })
}

/** The filter with inputs and outputs exchanged, tap by tap. */
function turnedPieces(
  heap: Heap,
  filter: Tensor4D,
  down: readonly number[],
  across: readonly number[],
  rowBytes: number,
): Piece[] {
  const [, width, channels, filters] = filter.shape
  const lines = filterLines(heap, channels, 4 * filters)
  const source = heap.address(filter)
  const piece = (i: number, j: number, shift: number) =>
    partsOf(filters).map(
      ([start, depth]): Piece => ({
        shift: shift + 4 * start,
        depth,
        packRight: (target, panelBytes, column, columns) =>
          packRight(heap.memory, {
            source: source + 4 * ((i * width + j) * channels * filters + start),
            lines: lines + 4 * column,
            target,
            panelBytes,
            depth,
            panels: columns / rightWidth,
          }),
      }),
    )
  return down.flatMap((i, y) => across.flatMap((j, x) => piece(i, j, y * rowBytes + 4 * x * filters)))
}

/** One line for each input channel; columns beyond the last repeat the first, and are cut off afterwards. */
function filterLines(heap: Heap, channels: number, bytes: number): number {
  const lines = new Int32Array(wholePanels(channels))
  for (let channel = 0; channel < channels; channel++) lines[channel] = channel * bytes
  return tableOf(heap, lines)
}
