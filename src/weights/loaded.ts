import type { PreprocessingName } from '../backbones/backbone.ts'
import type { Graph, WeightValues } from '../backbones/graph.ts'

/** A backbone's graph at one input size with its weights, and what its pixels must look like. */
export interface LoadedBackbone {
  readonly graph: Graph
  readonly values: WeightValues
  readonly preprocessing: PreprocessingName
  /** SHA-256 of the weight file, or what else determines the values. */
  readonly hash: string
}
