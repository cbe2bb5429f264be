import type { Heap } from '../../simd/heap.ts'
import { multiplyPanels } from '../../simd/multiply-panels.ts'
import { leftWidth, packAlong, rightWidth } from '../../simd/panels.ts'
import type { Tensor1D } from '../../tf.ts'
import type { Patches } from './patches.ts'

/** Block sizes, so that a block of the left factor and one of the right stay in a core's second cache. */
export const blockSize = { depth: 384, left: 128, right: 256 } as const

const packLeft = packAlong(leftWidth)

/** A piece of the dimension that is summed, which lies in one run in the patches. */
export interface Piece {
  /** Where it begins in each line, in bytes. */
  readonly shift: number
  /** At most `blockSize.depth`. */
  readonly depth: number
  /** Puts this piece of the right factor's columns from `column` on into panels, `panelBytes` apart. */
  packRight(target: number, panelBytes: number, column: number, columns: number): void
}

export interface Result {
  /** Address of the result, and of a table where each of its rows lies, filled up to whole panels. */
  readonly out: number
  readonly rows: number
  /** A multiple of 8, see `wholePanels`. */
  readonly columns: number
  /** Address of a number for each column, to which products are added; default: 0. */
  readonly start?: number
  readonly low?: number
  readonly high?: number
}

export const wholePanels = (columns: number) => Math.ceil(columns / rightWidth) * rightWidth

/** Sets `result` to start + patches [count, depth] · right factor [depth, columns], clipped to low … high. */
export function multiplyPatches(
  heap: Heap,
  patches: Patches,
  pieces: readonly Piece[],
  result: Result,
): void {
  const left = heap.address(heap.create([blockSize.left * blockSize.depth]))
  const right = heap.address(heap.create([blockSize.right * blockSize.depth]))
  const start = result.start ?? zeros(heap, result.columns)
  const stretches = stretchesOf(pieces)
  for (let column = 0; column < result.columns; column += blockSize.right) {
    const columns = Math.min(blockSize.right, result.columns - column)
    for (const [index, { depth, parts }] of stretches.entries()) {
      const isLast = index === stretches.length - 1
      for (const { piece, at } of parts)
        piece.packRight(right + 4 * rightWidth * at, 4 * rightWidth * depth, column, columns)
      for (let line = 0; line < patches.count; line += blockSize.left) {
        const leftPanels = Math.ceil(Math.min(blockSize.left, patches.count - line) / leftWidth)
        for (const { piece, at } of parts)
          packLeft(heap.memory, {
            source: patches.source + piece.shift,
            lines: patches.lines + 4 * line,
            target: left + 4 * leftWidth * at,
            panelBytes: 4 * leftWidth * depth,
            depth: piece.depth,
            panels: leftPanels,
          })
        multiplyPanels(heap.memory, {
          left,
          right,
          leftPanels,
          rightPanels: columns / rightWidth,
          depth,
          out: result.out + 4 * column,
          rows: result.rows + 4 * line,
          isFirst: index === 0 ? 1 : 0,
          start: start + 4 * column,
          low: isLast ? (result.low ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY,
          high: isLast ? (result.high ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY,
        })
      }
    }
  }
}

interface Stretch {
  readonly depth: number
  readonly parts: readonly { readonly piece: Piece; readonly at: number }[]
}

/** As many pieces together as a block is deep: every stretch reads and writes the whole result. */
function stretchesOf(pieces: readonly Piece[]): Stretch[] {
  const stretches: { depth: number; parts: { piece: Piece; at: number }[] }[] = []
  for (const piece of pieces) {
    const last = stretches.at(-1)
    if (last !== undefined && last.depth + piece.depth <= blockSize.depth) {
      last.parts.push({ piece, at: last.depth })
      last.depth += piece.depth
    } else stretches.push({ depth: piece.depth, parts: [{ piece, at: 0 }] })
  }
  return stretches
}

/** Cuts 0 … length into parts no deeper than a block: [start, depth]. */
export function partsOf(length: number): [number, number][] {
  const even = Math.ceil(length / Math.ceil(length / blockSize.depth))
  return Array.from({ length: Math.ceil(length / even) }, (_, i) => [
    i * even,
    Math.min(even, length - i * even),
  ])
}

function zeros(heap: Heap, count: number): number {
  const tensor = heap.create<Tensor1D>([count])
  heap.view(tensor).fill(0)
  return heap.address(tensor)
}
