import type { Graph, Layer, WeightSpec, WeightValues } from '../backbones/graph.ts'
import type { Naming } from '../backbones/naming.ts'
import { type Stored, type StoredLayer, shapeText, some, WeightProblem } from './stored.ts'
import { isSameShape, permuted, sourceShape, torchOrder } from './transform.ts'

/** A weight of the graph and the tensor it comes from; without one it is zero. */
interface Pair {
  readonly key: string
  readonly spec: WeightSpec
  readonly source: Stored | undefined
  readonly order: readonly number[]
}

const otherArchitecture = 'Check that the file belongs to the backbone named in recipe.backbone.'

/** The naming under which a file holds most of the graph's weights. */
export function namingFor(
  graph: Graph,
  stored: ReadonlyMap<string, Stored>,
  namings: readonly Naming[],
): Naming {
  const hits = namings.map(naming => ({
    naming,
    count: weightsOf(graph).filter(([layer, { name }]) => stored.has(naming.keyOf(layer, name) ?? '')).length,
  }))
  const [best] = hits.sort((a, b) => b.count - a.count)
  if (best === undefined || best.count === 0)
    throw new WeightProblem(
      `it holds no weights of ${graph.name} under the names of Keras, torchvision or timm`,
      {
        details: [`its tensors are called ${some([...stored.keys()], 3).join(', ')}`],
        next: otherArchitecture,
      },
    )
  return best.naming
}

/** Values by name: all of the graph's weights must be there, and nothing that is unknown. */
export function assignByName(
  graph: Graph,
  stored: ReadonlyMap<string, Stored>,
  naming: Naming,
): WeightValues {
  const used = new Set<string>()
  const missing: string[] = []
  const pairs: Pair[] = []
  for (const [layer, spec] of weightsOf(graph)) {
    const name = naming.keyOf(layer, spec.name)
    const source = name === undefined ? undefined : stored.get(name)
    if (name !== undefined) used.add(name)
    if (name !== undefined && source === undefined) missing.push(name)
    const order = naming.family === 'torch' ? torchOrder(layer, spec) : spec.shape.map((_, axis) => axis)
    pairs.push({ key: `${layer.name}/${spec.name}`, spec, source, order })
  }
  if (missing.length > 0)
    throw new WeightProblem(`it lacks ${missing.length} of the weights of ${graph.name}`, {
      details: some(missing),
      next: otherArchitecture,
    })
  const unknown = [...stored.keys()].filter(key => !used.has(key) && !naming.isBeside(key))
  if (unknown.length > 0)
    throw new WeightProblem(`it holds ${unknown.length} weights that ${graph.name} does not have`, {
      details: some(unknown),
      next: otherArchitecture,
    })
  return valuesOf(graph, pairs)
}

/**
 * Values from a Keras file: by the layers' names if it has them all, else by position, as Keras itself does, because
 * names have changed over the years while the order has not. Layers after the last are the classifier.
 */
export function assignFromKeras(graph: Graph, layers: readonly StoredLayer[]): WeightValues {
  const wanted = weightsOf(graph)
  const found = inGraphOrder(graph, layers).flatMap(({ name, weights }) =>
    weights.map(weight => ({ name, weight })),
  )
  if (found.length < wanted.length)
    throw new WeightProblem(`it holds ${found.length} weights, ${graph.name} has ${wanted.length}`, {
      next: otherArchitecture,
    })
  const rest = found.slice(wanted.length).filter(({ name, weight }) => !isTop(name, weight))
  const pairs = wanted.map(([layer, spec], i): Pair => {
    const order = spec.shape.map((_, axis) => axis)
    return { key: `${layer.name}/${spec.name}`, spec, source: found[i]?.weight, order }
  })
  const values = valuesOf(graph, pairs)
  if (rest.length > 0)
    throw new WeightProblem(`it holds ${rest.length} weights that ${graph.name} does not have`, {
      details: some(rest.map(({ weight }) => weight.name)),
      next: otherArchitecture,
    })
  return values
}

function inGraphOrder(graph: Graph, layers: readonly StoredLayer[]): readonly StoredLayer[] {
  const weighted = layers.filter(({ weights }) => weights.length > 0 && !isNormalization(weights))
  const own = graph.layers.filter(({ weights }) => weights.length > 0).map(({ name }) => name)
  const byName = new Map(weighted.map(layer => [layer.name, layer]))
  if (!own.every(name => byName.has(name))) return weighted
  const named = new Set(own)
  const ordered = own.flatMap(name => byName.get(name) ?? [])
  return [...ordered, ...weighted.filter(({ name }) => !named.has(name))]
}

/** EfficientNet's first layer keeps mean, variance and a count, which here are constants of the graph. */
const isNormalization = (weights: readonly Stored[]) => weights.length === 3 && weights[2]?.shape.length === 0

const isTop = (layer: string, { shape }: Stored) =>
  shape.length === 2 || /^(predictions|logits|fc\d+|conv_2|head_dense)/i.test(layer)

/** Every weight's values, in our layout; refused unless all shapes fit and all values are usable. */
function valuesOf(graph: Graph, pairs: readonly Pair[]): WeightValues {
  const wrong = pairs.flatMap(({ key, spec, source, order }) => {
    if (source === undefined) return []
    const expected = sourceShape(spec.shape, order)
    if (isSameShape(source.shape, expected)) return []
    return `${source.name} is ${shapeText(source.shape)}, ${key} needs ${shapeText(expected)}`
  })
  if (wrong.length > 0)
    throw new WeightProblem(`${wrong.length} of its weights have other shapes than ${graph.name}`, {
      details: some(wrong, 3),
      next: otherArchitecture,
    })
  return new Map(
    pairs.map(({ key, spec, source, order }) => [key, source ? checked(source, spec, order) : zeros(spec)]),
  )
}

function checked(source: Stored, spec: WeightSpec, order: readonly number[]): Float32Array {
  const values = permuted(source, spec.shape, order)
  const lowest = spec.name === 'moving_variance' ? 0 : Number.NEGATIVE_INFINITY
  for (const value of values)
    if (!Number.isFinite(value) || value < lowest) throw unusable(source.name, value)
  return values
}

function unusable(name: string, value: number): WeightProblem {
  const rule = Number.isFinite(value) ? ', but a variance is never below zero' : ''
  return new WeightProblem(`${name} holds ${value}${rule}`, {
    next: 'The weights are broken, perhaps by a training that diverged: use another file.',
  })
}

const zeros = ({ shape }: WeightSpec) => new Float32Array(shape.reduce((product, side) => product * side, 1))

function weightsOf(graph: Graph): [Layer, WeightSpec][] {
  return graph.layers.flatMap(layer => layer.weights.map((spec): [Layer, WeightSpec] => [layer, spec]))
}
