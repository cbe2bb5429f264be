import type { BackboneName, preprocessingNames } from '../trial/backbone-names.ts'
import type { Graph } from './graph.ts'
import type { Family, Naming } from './naming.ts'

export type { Family }

/** How pixels 0…255 become the network's input: each channel times scale plus offset, after an optional swap to BGR. */
export type PreprocessingName = (typeof preprocessingNames)[number]

/**
 * ImageNet weights without the top, as Keras publishes them: keras/src/applications/*.py
 * (https://github.com/keras-team/keras) and the tables of https://keras.io/api/applications.
 */
export interface Published {
  /** Folder and name; the side of the images is put in for `{size}`. */
  readonly path: string
  /** Sides for which a file exists; not given: the default size alone. */
  readonly sizes?: readonly number[]
  /** Length, md5 and sha256 are given where Keras publishes them. */
  readonly bytes?: number
  readonly md5?: string
  readonly sha256?: string
  /** ImageNet-1k accuracy of the whole network in percent. */
  readonly top1: number
  readonly top5?: number
}

/** All that there is to say of a pre-trained network: one file each, one line in `backbones/index.ts`. */
export interface Backbone {
  readonly name: BackboneName
  readonly defaultSize: number
  readonly minSize: number
  /** How the official Keras weights want their pixels. */
  readonly preprocessing: PreprocessingName
  /** How other libraries' files name its weights; Keras' names are those of the graph. */
  readonly torchNames: readonly Naming[]
  /** Not given: it never had ImageNet weights. */
  readonly official?: Published
  /** Weights that come in the box. */
  readonly bundled?: URL
  /**
   * `family` follows the weights: the same network differs in details between Keras and torch. `padding` (default: as
   * `family`) is apart, because weights have been carried from one to the other.
   */
  build(size: number, family?: Family, padding?: Family): Graph
}
