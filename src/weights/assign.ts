import type { Graph } from '../backbones/graph.ts'
import type { Naming } from '../backbones/naming.ts'
import { isForeignTo } from './locate.ts'
import { Misfit, type Stored, type StoredLayer, some } from './stored.ts'
import { torchOrder } from './transform.ts'
import { checkShapes, type Pair, weightsOf } from './values.ts'

/** Tensors by name: all of the graph's weights must be there in their shapes, and no more of the same network. */
export function assignByName(graph: Graph, stored: ReadonlyMap<string, Stored>, naming: Naming): Pair[] {
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
    throw new Misfit(`it lacks ${missing.length} of the weights of ${graph.name}`, some(missing))
  const isForeign = isForeignTo(graph, naming)
  const unknown = [...stored.keys()].filter(key => !used.has(key) && !isForeign(key))
  if (unknown.length > 0) throw unknownWeights(graph, unknown)
  checkShapes(graph, pairs)
  return pairs
}

/**
 * Tensors of a Keras file: by the layers' names if it has them all, else by position, as Keras itself does, because
 * names have changed over the years while the order has not. Layers after the last are the classifier.
 */
export function assignFromKeras(graph: Graph, layers: readonly StoredLayer[]): Pair[] {
  const wanted = weightsOf(graph)
  const found = inGraphOrder(graph, layers).flatMap(({ name, weights }) =>
    weights.map(weight => ({ name, weight })),
  )
  if (found.length < wanted.length)
    throw new Misfit(`it holds ${found.length} weights, ${graph.name} has ${wanted.length}`)
  const rest = found.slice(wanted.length).filter(({ name, weight }) => !isTop(name, weight))
  const pairs = wanted.map(([layer, spec], i): Pair => {
    const order = spec.shape.map((_, axis) => axis)
    return { key: `${layer.name}/${spec.name}`, spec, source: found[i]?.weight, order }
  })
  checkShapes(graph, pairs)
  const unknown = rest.map(({ weight }) => weight.name)
  if (unknown.length > 0) throw unknownWeights(graph, unknown)
  return pairs
}

const unknownWeights = ({ name }: Graph, unknown: readonly string[]) =>
  new Misfit(`it holds ${unknown.length} weights that ${name} does not have`, some(unknown))

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
