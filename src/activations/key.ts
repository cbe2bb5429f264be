import type { PreprocessingName } from '../backbones/backbone.ts'
import { hashOf } from '../base/hash.ts'
import type { View } from './view.ts'

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
  /** Kept as float16. */
  readonly isHalf: boolean
  /** Name, version and device: each rounds differently, and a run repeated shall be the same. */
  readonly engine: string
  /** How the images were changed before; not at all unless given. */
  readonly view?: View | undefined
}

/** Of the cache's files and of how they are computed: another number, and what older versions wrote is not used. */
const version = 1

/**
 * Equal keys, equal activations. The name of a folder: begins with what a person would look for, ends with a hash
 * of all of it.
 */
export function activationKey(source: ActivationSource): string {
  const { backbone, size, layer, pool, view } = source
  const readable = [backbone, size, layer, pool ? 'pooled' : 'full', ...(view ? [`view${view.index}`] : [])]
  const name = readable
    .join('-')
    .replace(/[^\w.-]+/g, '_')
    .slice(0, 100)
  return `${name}-${hashOf({ version, ...source }).slice(0, 32)}`
}
