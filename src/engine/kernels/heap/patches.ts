import type { Heap } from '../../simd/heap.ts'
import { leftWidth } from '../../simd/panels.ts'
import type { Tensor, Tensor4D } from '../../tf.ts'
import { tf } from '../../tf.ts'
import type { Axis } from '../geometry.ts'
import { padOrCrop } from '../spatial.ts'

/** Where windows lie along one axis: the first one's first cell (negative: on zeros before the image), and how many. */
export interface Windows {
  readonly first: number
  readonly stride: number
  readonly length: number
  readonly count: number
}

export const windowsOf = ({ before, stride, window, out }: Axis): Windows => ({
  first: -before,
  stride,
  length: window,
  count: out,
})

/**
 * What windows see: row i of window o is `length` floats, as width and channels lie side by side, at `source` +
 * lines[o] + i · rowBytes.
 */
export interface Patches {
  readonly source: number
  /** Address of a table of 32-bit integers. */
  readonly lines: number
  readonly count: number
  readonly rowBytes: number
  readonly length: number
}

/** Puts as many zeros around x as the windows reach. */
export function patchesOf(heap: Heap, x: Tensor4D, rows: Windows, columns: Windows): Patches {
  const padded = padOrCrop(x, zeros(rows, x.shape[1]), zeros(columns, x.shape[2]))
  const [images, height, width, channels] = padded.shape
  const places = gridLines(images, rows.count, columns.count, {
    image: 4 * channels * height * width,
    row: 4 * channels * width * rows.stride,
    column: 4 * channels * columns.stride,
    first: 4 * channels * (Math.max(0, rows.first) * width + Math.max(0, columns.first)),
  })
  return {
    source: heap.address(padded),
    lines: tableOf(heap, places),
    count: places.length,
    rowBytes: 4 * channels * width,
    length: channels * columns.length,
  }
}

function zeros({ first, stride, length, count }: Windows, size: number): [number, number] {
  return [Math.max(0, -first), Math.max(0, first + (count - 1) * stride + length - size)]
}

/** Bytes from one image, row and column to the next. */
interface Steps {
  readonly first: number
  readonly image: number
  readonly row: number
  readonly column: number
}

export function gridLines(images: number, rows: number, columns: number, steps: Steps): Int32Array {
  const lines = new Int32Array(images * rows * columns)
  let at = 0
  for (let image = 0; image < images; image++)
    for (let row = 0; row < rows; row++) {
      const start = steps.first + image * steps.image + row * steps.row
      for (let column = 0; column < columns; column++) lines[at++] = start + column * steps.column
    }
  return lines
}

/** Lines that lie `bytes` apart. */
export const evenLines = (heap: Heap, count: number, bytes: number): number =>
  tableOf(heap, gridLines(1, 1, count, { first: 0, image: 0, row: 0, column: bytes }))

/** The rows of a result as long as its last dimension, with a spare one, where the last panel has more rows than it. */
export function rowsOf(
  heap: Heap,
  out: Tensor,
  lines = lastDimensionLines(out),
): { out: number; rows: number } {
  const spare = heap.address(heap.create([out.shape.at(-1) ?? 1]))
  const address = heap.address(out)
  return { out: address, rows: tableOf(heap, lines, spare - address) }
}

function lastDimensionLines({ size, shape }: Tensor): Int32Array {
  const length = shape.at(-1) ?? 1
  return gridLines(1, 1, size / length, { first: 0, image: 0, row: 0, column: 4 * length })
}

/** Puts a table on the heap; filled up with `spare` to whole panels. Gives its address. */
export function tableOf(heap: Heap, lines: Int32Array, spare = 0): number {
  const length = Math.ceil(lines.length / leftWidth) * leftWidth
  const table = lines.length === length ? lines : new Int32Array(length).fill(spare)
  if (table !== lines) table.set(lines)
  return heap.address(tf.tensor1d(table, 'int32'))
}
