import type { Backbone } from '../backbones/backbone.ts'
import type { Graph, WeightValues } from '../backbones/graph.ts'
import { namingsOf } from '../backbones/index.ts'
import type { Naming } from '../backbones/naming.ts'
import { assignByName, assignFromKeras, namingFor } from './assign.ts'
import { type FileOptions, type Origin, originOf, withEpsilon } from './family.ts'
import type { LayersFor } from './h5.ts'
import type { Stored } from './stored.ts'

/** Weights with the graph and the pixels they were trained in. */
export interface Assembled {
  /** Whose names the file has. */
  readonly library: Naming['library']
  readonly graph: Graph
  readonly origin: Origin
  readonly values: WeightValues
}

/** From tensors whose names tell the library. */
export function assembleTensors(
  backbone: Backbone,
  stored: ReadonlyMap<string, Stored>,
  size: number,
  options: FileOptions,
): Assembled {
  const naming = namingFor(backbone.build(size), stored, namingsOf(backbone.name))
  const origin = originOf(backbone, naming.family, options)
  // Weights that keep Keras' padding were carried over from there and keep its epsilon too.
  const epsilon = origin.padding === origin.family ? naming.epsilon : undefined
  const graph = withEpsilon(backbone.build(size, origin.family, origin.padding), epsilon)
  return { library: naming.library, graph, origin, values: assignByName(graph, stored, naming) }
}

/** From the layers of a Keras file. */
export function assembleLayers(
  backbone: Backbone,
  layersFor: LayersFor,
  size: number,
  options: FileOptions,
): Assembled {
  const origin = originOf(backbone, 'keras', options)
  const graph = backbone.build(size, origin.family, origin.padding)
  return { library: 'Keras', graph, origin, values: assignFromKeras(graph, layersFor(graph)) }
}
