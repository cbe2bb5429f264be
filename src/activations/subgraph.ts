import type { Graph, Layer } from '../backbones/graph.ts'

/** The layers that `to` needs, in order; with `from`, only those after that cut. */
export function layersUpTo(graph: Graph, to: string, from?: string): readonly Layer[] {
  const byName = new Map(graph.layers.map(layer => [layer.name, layer]))
  const needed = new Set<string>()
  const visit = (name: string) => {
    if (name === from || needed.has(name)) return
    const layer = byName.get(name)
    if (layer === undefined) throw new RangeError(`${graph.name} has no layer ${name}`)
    needed.add(name)
    layer.inputs.forEach(visit)
  }
  visit(to)
  return graph.layers.filter(({ name }) => needed.has(name))
}

/** The last layer: the backbone's output. */
export function outputOf(graph: Graph): Layer {
  const last = graph.layers[graph.layers.length - 1]
  if (last === undefined) throw new RangeError(`${graph.name} has no layers`)
  return last
}
