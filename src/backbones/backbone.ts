import type { BackboneName } from '../trial/backbone-names.ts'
import type { Graph } from './graph.ts'

/** How pixels 0…255 become the network's input: each channel times scale plus offset, after an optional swap to BGR. */
export type PreprocessingName = 'tf' | 'torch' | 'caffe' | 'unit' | 'raw'

/** Which ancestor's graph details apply: padding of stride-2 convolutions, where a stride sits, epsilon. */
export type Family = 'keras' | 'torch'

/** A pre-trained network family member: one file each, one line in `backbones/index.ts`. */
export interface Backbone {
  readonly name: BackboneName
  readonly defaultSize: number
  readonly minSize: number
  /** How the official Keras weights want their pixels. */
  readonly preprocessing: PreprocessingName
  /**
   * `family` follows the weights: the same network differs in details between Keras and torch. `padding` (default: as
   * `family`) is apart, because weights have been carried from one to the other.
   */
  build(size: number, family?: Family, padding?: Family): Graph
}
