import type { Graph, Layer, WeightValues } from '../backbones/graph.ts'

/** A graph with its weights; what `LoadedBackbone` adds to it is of no interest here. */
export interface Weighted {
  readonly graph: Graph
  readonly values: WeightValues
}

/** A graph with fewer layers, and where each has its weights from, by its name. */
export interface Compiled {
  readonly graph: Graph
  readonly origins: ReadonlyMap<string, Origin>
}

export interface Origin {
  /** The layer whose weights they are. */
  readonly layer: Layer
  /** The batch norm that is to be folded into them. */
  readonly norm?: Layer
}
