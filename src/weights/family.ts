import type { Backbone, Family, PreprocessingName } from '../backbones/backbone.ts'
import type { Graph } from '../backbones/graph.ts'

export interface FileOptions {
  readonly preprocessing?: PreprocessingName | undefined
  readonly padding?: Family | undefined
  /** What stands before the names that are meant, where a file holds several copies. */
  readonly prefix?: string | undefined
}

/** The graph and the pixels that weights were trained with. */
export interface Origin {
  readonly family: Family
  readonly padding: Family
  readonly preprocessing: PreprocessingName
}

/**
 * What the names in a file tell about its weights: torch names mean torch's graph details and ImageNet mean and
 * deviation, Keras names the backbone's own. Weights that were carried from one to the other keep their padding and
 * preprocessing, which the recipe then says.
 */
export function originOf(
  backbone: Backbone,
  family: Family,
  { preprocessing, padding }: FileOptions,
): Origin {
  return {
    family,
    padding: padding ?? family,
    preprocessing: preprocessing ?? (family === 'torch' ? 'torch' : backbone.preprocessing),
  }
}

/** The graph with another epsilon in all its batch norms. */
export function withEpsilon(graph: Graph, epsilon: number | undefined): Graph {
  if (epsilon === undefined) return graph
  const layers = graph.layers.map(layer =>
    layer.operation.op === 'batchNorm' ? { ...layer, operation: { ...layer.operation, epsilon } } : layer,
  )
  return { ...graph, layers }
}
