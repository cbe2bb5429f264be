import { UserError } from '../../base/errors.ts'
import { graphBuilder } from '../build.ts'
import { findCuts } from '../find-cuts.ts'
import type { Graph } from '../graph.ts'
import { convert } from './convert.ts'
import { flatten, type Node } from './flatten.ts'
import { rootOf } from './model.ts'
import { trunkOf } from './trunk.ts'

/** A Keras model without its head as a graph. */
export interface Converted {
  readonly graph: Graph
  /** The Keras layer that a layer of the graph was made from. */
  nodeOf(layer: string): Node | undefined
}

/**
 * Converts the topology of a TensorFlow.js layers model (Keras 2 or 3) at an image size, which may be another than its
 * own. Models inside models are dissolved, the head is dropped, the cuts are found. A UserError says what cannot be.
 */
export function convertModel(name: string, topology: unknown, size: number): Converted {
  const nodes = trunkOf(flatten(rootOf(topology)))
  const byName = new Map(nodes.map(node => [node.name, node]))
  const g = graphBuilder(name, size)
  try {
    for (const node of nodes) convert(g, node)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new UserError(error.message, { next: 'Use larger images.', cause: error })
  }
  const { layers, ...graph } = g.finish()
  return {
    graph: { ...graph, layers, cuts: findCuts(layers) },
    nodeOf: layer => byName.get(layer) ?? byName.get(layer.replace(/_depthwise$/, '')),
  }
}
