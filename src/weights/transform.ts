import type { Layer, WeightSpec } from '../backbones/graph.ts'
import type { Stored } from './stored.ts'

/**
 * How torch lays a weight out, against ours: axis i of ours is axis order[i] of torch's.
 *
 * | weight             | ours            | torch           |
 * |--------------------|-----------------|-----------------|
 * | convolution        | [h, w, in, out] | [out, in, h, w] |
 * | depthwise          | [h, w, C, 1]    | [C, 1, h, w]    |
 * | dense              | [in, out]       | [out, in]       |
 */
export function torchOrder({ operation }: Layer, { name, shape }: WeightSpec): readonly number[] {
  if (name !== 'kernel') return shape.map((_, axis) => axis)
  if (shape.length === 2) return [1, 0]
  return operation.op === 'depthwiseConv2d' ? [2, 3, 0, 1] : [2, 3, 1, 0]
}

/** The shape that, permuted by `order`, becomes `shape`. */
export function sourceShape(shape: readonly number[], order: readonly number[]): number[] {
  const source: number[] = []
  for (const [axis, from] of order.entries()) source[from] = shape[axis] ?? 1
  return source
}

/** Sides of 1 do not matter to the order of the values: [C, 1, 1] is [C]. */
export function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  const [left, right] = [a, b].map(shape => shape.filter(side => side !== 1).join('×'))
  return left === right
}

/** The values with their axes reordered; `shape` is that of the result. */
export function permuted(stored: Stored, shape: readonly number[], order: readonly number[]): Float32Array {
  const values = stored.read()
  if (order.every((from, axis) => from === axis)) return values
  const source = sourceShape(shape, order)
  const strides = source.map((_, axis) => source.slice(axis + 1).reduce((product, side) => product * side, 1))
  const [n0 = 1, n1 = 1, n2 = 1, n3 = 1] = pad(shape, 1)
  const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = pad(
    order.map(from => strides[from] ?? 0),
    0,
  )
  const out = new Float32Array(values.length)
  let i = 0
  for (let a = 0; a < n0; a++)
    for (let b = 0; b < n1; b++)
      for (let c = 0; c < n2; c++)
        for (let d = 0; d < n3; d++) out[i++] = values[a * s0 + b * s1 + c * s2 + d * s3] ?? 0
  return out
}

const pad = (list: readonly number[], value: number) => [
  ...Array<number>(4 - list.length).fill(value),
  ...list,
]
