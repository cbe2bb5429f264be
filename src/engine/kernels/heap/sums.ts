import { addRows } from '../../simd/channels.ts'
import type { Heap } from '../../simd/heap.ts'
import type { NamedAttrMap, Tensor } from '../../tf.ts'
import { tf } from '../../tf.ts'
import { input } from '../arguments.ts'
import { onHeap, stock } from './on-heap.ts'

/** Sums and means over neighbouring axes other than the last; wasm's own transposes x first. */
export const sumOnHeap = onHeap(stock('Sum'), ({ inputs, attrs }, heap) =>
  sumRows(heap, input(inputs, 'x'), attrs, () => 1),
)

export const meanOnHeap = onHeap(stock('Mean'), ({ inputs, attrs }, heap) =>
  sumRows(heap, input(inputs, 'x'), attrs, rows => 1 / rows),
)

function sumRows(
  heap: Heap,
  x: Tensor,
  { axis, keepDims }: NamedAttrMap,
  factorOf: (rows: number) => number,
): Tensor | undefined {
  const axes = tf.util.parseAxisParam(axis as number | number[], x.shape).sort((a, b) => a - b)
  const [first = 0, last = -1] = [axes[0], axes.at(-1)]
  const isBlock = last - first + 1 === axes.length && axes.length > 0 && last < x.rank - 1
  if (x.dtype !== 'float32' || !isBlock || x.size === 0) return undefined
  const product = (lengths: readonly number[]) => lengths.reduce((total, length) => total * length, 1)
  const [groups, rows] = [product(x.shape.slice(0, first)), product(x.shape.slice(first, last + 1))]
  const kept = axes.map(() => 1)
  const shape = [...x.shape.slice(0, first), ...(keepDims === true ? kept : []), ...x.shape.slice(last + 1)]
  const out = heap.create<Tensor>(shape)
  heap.view(out).fill(0)
  addRows(heap.memory, {
    x: heap.address(x),
    out: heap.address(out),
    groups,
    rows,
    channels: out.size / groups,
    factor: factorOf(rows),
  })
  return out
}
