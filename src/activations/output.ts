import type { Graph, Shape } from '../backbones/graph.ts'
import { layerNamed } from '../backbones/measure.ts'

/** What is kept of a frozen prefix: its last layer's output, with `pool` averaged over positions. */
export interface Output {
  readonly layer: string
  readonly pool: boolean
}

/** Of one image. */
export function shapeOf(graph: Graph, { layer, pool }: Output): Shape {
  const { shape } = layerNamed(graph, layer)
  return pool ? [1, 1, shape[2]] : shape
}

export function rowLengthOf(graph: Graph, output: Output): number {
  const [height, width, channels] = shapeOf(graph, output)
  return height * width * channels
}

/** From the input to the output of the graph. */
export function inGraphOrder<T extends Output>(graph: Graph, outputs: readonly T[]): T[] {
  const place = new Map(graph.layers.map(({ name }, i) => [name, i]))
  const placeOf = ({ layer }: T) => place.get(layer) ?? -1
  return [...outputs].sort((a, b) => placeOf(a) - placeOf(b))
}
