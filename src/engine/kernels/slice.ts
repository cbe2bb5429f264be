import type { NamedAttrMap, Tensor, TensorInfo } from '../tf.ts'
import { tf } from '../tf.ts'
import { input, numbers } from './arguments.ts'
import type { Kernel } from './kernel.ts'

/** What a backend with one heap offers: wasm's `makeOutput` and a view of a tensor's memory. */
interface Heap {
  makeOutput(shape: number[], dtype: string): TensorInfo
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array | Uint8Array
}

/** wasm's own slice copies the whole tensor out of the heap first; this one copies only what is wanted. */
export const slice: Kernel = {
  name: 'Slice',
  compute({ inputs, attrs, backend, stock }) {
    const x = input(inputs, 'x')
    if (x.dtype === 'string' || !isHeap(backend)) return stock(inputs, attrs)
    const [begin, size] = bounds(x, attrs)
    const out = backend.makeOutput(size, x.dtype)
    const [from, to] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(out)]
    copy(from, to, x.shape, begin, size)
    return tf.engine().makeTensorFromTensorInfo(out)
  },
}

function isHeap(backend: object): backend is Heap {
  return 'makeOutput' in backend && 'typedArrayFromHeap' in backend
}

function bounds(x: Tensor, attrs: NamedAttrMap): [number[], number[]] {
  const [begin = [], size = []] = tf.slice_util.parseSliceParams(
    x,
    startsOrLengths(attrs, 'begin') ?? 0,
    startsOrLengths(attrs, 'size'),
  )
  tf.slice_util.assertParamsValid(x, begin, size)
  return [begin, size]
}

/** One number for the first axis, a list, or nothing: to the end. */
function startsOrLengths(attrs: NamedAttrMap, name: string): number | number[] | undefined {
  const value = attrs[name]
  return value === undefined || value === null || typeof value === 'number'
    ? (value ?? undefined)
    : numbers(attrs, name)
}

type Values = Float32Array | Int32Array | Uint8Array

/** Row by row, where a row is everything from the last axis that is cut. */
function copy(from: Values, to: Values, shape: number[], begin: number[], size: number[]): void {
  let axis = shape.length - 1
  while (axis > 0 && size[axis] === shape[axis]) axis--
  const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1)
  const row = (size[axis] ?? 1) * inner
  let target = 0
  const visit = (level: number, offset: number) => {
    const start = offset * (shape[level] ?? 1) + (begin[level] ?? 0)
    if (level >= axis) {
      copyRow(from, to, start * inner, target, row)
      target += row
    } else for (let i = 0; i < (size[level] ?? 0); i++) visit(level + 1, start + i)
  }
  if (to.length > 0) visit(0, 0)
}

/** A short row costs less element by element than by making a view of it. */
function copyRow(from: Values, to: Values, source: number, target: number, length: number): void {
  if (length > 24) to.set(from.subarray(source, source + length), target)
  else for (let i = 0; i < length; i++) to[target + i] = from[source + i] ?? 0
}
