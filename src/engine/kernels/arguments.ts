import type { NamedAttrMap, NamedTensorInfoMap, Tensor, Tensor4D } from '../tf.ts'
import { tf } from '../tf.ts'

/** TensorFlow.js' padding: [[0, 0], [top, bottom], [left, right], [0, 0]] when explicit. */
type ExplicitPadding = [[number, number], [number, number], [number, number], [number, number]]
export type Padding = 'same' | 'valid' | number | ExplicitPadding

/** A kernel's input by name. */
export function input(inputs: NamedTensorInfoMap, name: string): Tensor {
  const value = inputs[name]
  if (!(value instanceof tf.Tensor)) throw new TypeError(`kernel input ${name} is not a tensor`)
  return value
}

/** A kernel's input of shape [batch, height, width, channels]. */
export function image(inputs: NamedTensorInfoMap, name: string): Tensor4D {
  return to4D(input(inputs, name))
}

function to4D(tensor: Tensor): Tensor4D {
  if (tensor.rank !== 4) throw new RangeError(`expected 4 dimensions, got [${tensor.shape}]`)
  return tensor as Tensor4D
}

/** An attribute that is one number for both axes or [height, width]; 1 when absent. */
export function pair(attrs: NamedAttrMap, name: string): [number, number] {
  const value = attrs[name] ?? 1
  if (typeof value === 'number') return [value, value]
  const [a, b] = numbers(attrs, name)
  return [a ?? 1, b ?? a ?? 1]
}

export function numbers(attrs: NamedAttrMap, name: string): number[] {
  const value = attrs[name]
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) throw new TypeError(`attribute ${name} is no list`)
  return Array.from(value as ArrayLike<number>, Number)
}

/** A shape of four numbers: a filter [height, width, in, out] or an image batch. */
export function shape4D(attrs: NamedAttrMap, name: string): [number, number, number, number] {
  const [a, b, c, d] = numbers(attrs, name)
  if (a === undefined || b === undefined || c === undefined || d === undefined)
    throw new RangeError(`attribute ${name} needs four numbers, got [${numbers(attrs, name)}]`)
  return [a, b, c, d]
}

export function padding(attrs: NamedAttrMap): Padding {
  const value: unknown = attrs.pad
  if (value === 'same' || value === 'valid' || typeof value === 'number') return value
  if (isExplicit(value)) return value
  throw new TypeError(`attribute pad is ${JSON.stringify(value)}`)
}

function isExplicit(value: unknown): value is ExplicitPadding {
  return (
    Array.isArray(value) &&
    value.length === 4 &&
    value.every(ends => Array.isArray(ends) && ends.length === 2)
  )
}

export function roundingMode(attrs: NamedAttrMap): 'floor' | 'round' | 'ceil' | undefined {
  const value: unknown = attrs.dimRoundingMode
  return value === 'floor' || value === 'round' || value === 'ceil' ? value : undefined
}
