import type { PreprocessingName } from '../backbones/backbone.ts'
import { hashOf } from '../base/hash.ts'

/** Everything that the output of a frozen prefix depends on. */
export interface ActivationSource {
  readonly imagesHash: string
  /** Name of its graph. */
  readonly backbone: string
  readonly weightsHash: string
  /** Side of the square input, in pixels. */
  readonly size: number
  readonly preprocessing: PreprocessingName
  /** The last layer that is run. */
  readonly layer: string
  /** Global average pooling after it. */
  readonly pool: boolean
}

/** Equal keys, equal activations: begins with what a person would look for, ends with a hash of all of it. */
export function activationKey(source: ActivationSource): string {
  const { backbone, size, layer, pool } = source
  return [backbone, size, layer, pool ? 'pooled' : 'full', hashOf(source).slice(0, 16)].join('-')
}
