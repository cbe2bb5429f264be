import { UserError } from '../base/errors.ts'
import type { Graph, Layer } from './graph.ts'

/** All weights, batch norm's moving statistics included, as Keras counts them. */
export function parametersOf(graph: Graph): number {
  const sizes = graph.layers.flatMap(layer =>
    layer.weights.map(({ shape }) => shape.reduce((n, side) => n * side, 1)),
  )
  return sum(sizes)
}

/** Multiply-adds of one image's convolutions after `from` (default: the input) up to `to` (default: the output). */
export function multiplyAddsOf(graph: Graph, from?: string, to?: string): number {
  return sum(layersBetween(graph, from, to).map(layer => layer.multiplyAdds))
}

/** How many blocks there are to train. */
export const maxUnfreezeDepth = (graph: Graph): number => graph.cuts.length

/** The layer after which the trainable part starts when the last `unfreezeDepth` blocks are trained. */
export function cutAt(graph: Graph, unfreezeDepth: number): string {
  const blocks = graph.cuts.length
  if (!Number.isInteger(unfreezeDepth) || unfreezeDepth < 0 || unfreezeDepth > blocks)
    throw new UserError(`unfreezeDepth is ${unfreezeDepth}, but ${graph.name} has ${blocks} blocks`, {
      next: `use a whole number from 0 (all frozen) to ${blocks} (all trained)`,
    })
  const before = graph.cuts[blocks - 1 - unfreezeDepth]
  return (before ?? { layer: graph.layers[0]?.name ?? '' }).layer
}

/** Bytes of one image's activations after a layer, as float32. */
export function bytesAt(graph: Graph, layer: string): number {
  const [height, width, channels] = layerNamed(graph, layer).shape
  return 4 * height * width * channels
}

/** The layers that `to` (default: the last) needs beyond `from` (default: the input), in the graph's order. */
export function layersBetween(graph: Graph, from?: string, to?: string): Layer[] {
  const byName = new Map(graph.layers.map(layer => [layer.name, layer]))
  const start = from ?? graph.layers[0]?.name
  const needed = new Set<string>()
  const open = [to ?? graph.layers.at(-1)?.name ?? '']
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === start || needed.has(name)) continue
    needed.add(name)
    const layer = byName.get(name) ?? layerNamed(graph, name)
    if (layer.inputs.length === 0)
      throw new RangeError(`${graph.name} has a way round ${start}: no cut there`)
    open.push(...layer.inputs)
  }
  return graph.layers.filter(({ name }) => needed.has(name))
}

export function layerNamed(graph: Graph, name: string): Layer {
  const layer = graph.layers.find(candidate => candidate.name === name)
  if (layer === undefined) throw new RangeError(`${graph.name} has no layer ${name}`)
  return layer
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
