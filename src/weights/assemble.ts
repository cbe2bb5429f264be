import type { Backbone } from '../backbones/backbone.ts'
import type { Graph } from '../backbones/graph.ts'
import { namingsOf } from '../backbones/index.ts'
import type { Naming } from '../backbones/naming.ts'
import { assignByName, assignFromKeras } from './assign.ts'
import { type FileOptions, type Origin, originOf, withEpsilon } from './family.ts'
import type { LayersFor } from './h5.ts'
import { keysOf, leftOutOf, locate } from './locate.ts'
import type { Stored } from './stored.ts'
import type { Pair } from './values.ts'

/** Weights, not yet read, with the graph and the pixels they were trained in. */
export interface Assembled {
  /** Whose names the file has. */
  readonly library: Naming['library']
  /** What stands before each name. */
  readonly prefix: string
  /** What else is in the file. */
  readonly leftOut: readonly string[]
  readonly graph: Graph
  readonly origin: Origin
  readonly pairs: readonly Pair[]
  /** All that the file holds, used or not. */
  readonly all: readonly Stored[]
}

/** From tensors whose names tell the library. */
export function assembleTensors(
  backbone: Backbone,
  stored: ReadonlyMap<string, Stored>,
  size: number,
  options: FileOptions,
): Assembled {
  const names = [...stored.keys()]
  const { naming, prefix } = locate(backbone.build(size), names, namingsOf(backbone.name), options.prefix)
  const origin = originOf(backbone, naming.family, options)
  // Weights that keep Keras' padding were carried over from there and keep its epsilon too.
  const epsilon = origin.padding === origin.family ? naming.epsilon : undefined
  const graph = withEpsilon(backbone.build(size, origin.family, origin.padding), epsilon)
  const own = [...stored].filter(([name]) => name.startsWith(prefix))
  const pairs = assignByName(
    graph,
    new Map(own.map(([name, tensor]) => [name.slice(prefix.length), tensor])),
    naming,
  )
  const used = keysOf(graph, naming)
  const isUsed = (name: string) => name.startsWith(prefix) && used.has(name.slice(prefix.length))
  const leftOut = leftOutOf(names.filter(name => !isUsed(name)).map(name => within(prefix, name)))
  return { library: naming.library, prefix, leftOut, graph, origin, pairs, all: [...stored.values()] }
}

const within = (prefix: string, name: string) => (name.startsWith(prefix) ? name.slice(prefix.length) : name)

/** From the layers of a Keras file. */
export function assembleLayers(
  backbone: Backbone,
  layersFor: LayersFor,
  size: number,
  options: FileOptions,
): Assembled {
  const origin = originOf(backbone, 'keras', options)
  const graph = backbone.build(size, origin.family, origin.padding)
  const layers = layersFor(graph)
  const pairs = assignFromKeras(graph, layers)
  const all = layers.flatMap(({ weights }) => weights)
  return { library: 'Keras', prefix: '', leftOut: [], graph, origin, pairs, all }
}
