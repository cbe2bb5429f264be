import type { RecipeBackbone } from '../trial/backbone-names.ts'
import type { Augment, WeightSource } from '../trial/recipe.ts'

/** Where the activations of one cut are kept: for `none` they are computed again in every epoch of every fold. */
export type Place = 'memory' | 'disk' | 'none'

/** A cut that a sweep's recipes can ask for. Depth 0: the pooled features of the whole backbone. */
export interface Cut {
  readonly backbone: RecipeBackbone
  readonly weights: WeightSource
  readonly depth: number
  /** Of the augmented versions of the images, `views` of them, instead of the images as they are. */
  readonly augment?: Augment
}

export interface CutChoice extends Cut {
  readonly place: Place
  /** So likely to be wanted that it is computed with the first need of its backbone, not when its own comes. */
  readonly isEager: boolean
}
