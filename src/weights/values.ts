import type { Graph, Layer, WeightSpec, WeightValues } from '../backbones/graph.ts'
import { BadNumbers, Misfit, type Stored, shapeText, some, WeightProblem } from './stored.ts'
import { isSameShape, permuted, sourceShape } from './transform.ts'

/** A weight of the graph and the tensor it comes from; without one it is zero. */
export interface Pair {
  readonly key: string
  readonly spec: WeightSpec
  readonly source: Stored | undefined
  readonly order: readonly number[]
}

/** Refused unless all shapes fit. */
export function checkShapes(graph: Graph, pairs: readonly Pair[]): void {
  const wrong = pairs.flatMap(({ key, spec, source, order }) => {
    if (source === undefined) return []
    const expected = sourceShape(spec.shape, order)
    if (isSameShape(source.shape, expected)) return []
    return `${source.name} is ${shapeText(source.shape)}, ${key} needs ${shapeText(expected)}`
  })
  if (wrong.length > 0)
    throw new Misfit(`${wrong.length} of its weights have other shapes than ${graph.name}`, some(wrong, 3))
}

/** A network of nothing but zeros says the same of every image: a file with its room made and never filled. */
function refuseZeros(pairs: readonly Pair[]): void {
  const kernels = pairs.filter(({ spec }) => spec.name === 'kernel')
  const isZero = ({ source }: Pair) => source === undefined || source.read().every(value => value === 0)
  if (kernels.length > 0 && kernels.every(isZero))
    throw new BadNumbers('all its kernels are zero', {
      next: 'The network was never trained or the file never filled: download or export it again.',
    })
}

/** Every weight's values, in our layout; refused unless all are usable. */
export function valuesOf(pairs: readonly Pair[]): WeightValues {
  refuseZeros(pairs)
  return new Map(
    pairs.map(({ key, spec, source, order }) => [key, source ? checked(source, spec, order) : zeros(spec)]),
  )
}

/** The same check without keeping the values. */
export function checkValues(pairs: readonly Pair[]): void {
  refuseZeros(pairs)
  for (const { source, spec } of pairs) if (source !== undefined) refuseUnusable(source, spec, source.read())
}

/** Numbers that no network reads, such as a classifier's on top: refused where a training has diverged there. */
export function checkFinite(tensors: readonly Stored[]): void {
  for (const tensor of tensors) {
    const wrong = floatsOf(tensor).find(value => !Number.isFinite(value))
    if (wrong !== undefined) throw unusable(tensor.name, wrong)
  }
}

/** Of a counter or another tensor that is no weight: none. */
function floatsOf(tensor: Stored): Float32Array {
  try {
    return tensor.read()
  } catch (error) {
    if (error instanceof WeightProblem) return new Float32Array()
    throw error
  }
}

function checked(source: Stored, spec: WeightSpec, order: readonly number[]): Float32Array {
  const values = permuted(source, spec.shape, order)
  refuseUnusable(source, spec, values)
  return values
}

function refuseUnusable({ name }: Stored, spec: WeightSpec, values: Float32Array): void {
  const lowest = spec.name === 'moving_variance' ? 0 : Number.NEGATIVE_INFINITY
  for (const value of values) if (!Number.isFinite(value) || value < lowest) throw unusable(name, value)
}

function unusable(name: string, value: number): BadNumbers {
  const rule = Number.isFinite(value) ? ', but a variance is never below zero' : ''
  return new BadNumbers(`${name} holds ${value}${rule}`, {
    next: 'The weights are broken, perhaps by a training that diverged: use another file.',
  })
}

const zeros = ({ shape }: WeightSpec) => new Float32Array(shape.reduce((product, side) => product * side, 1))

export function weightsOf(graph: Graph): [Layer, WeightSpec][] {
  return graph.layers.flatMap(layer => layer.weights.map((spec): [Layer, WeightSpec] => [layer, spec]))
}
