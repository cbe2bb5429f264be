import { shareFloats } from '../base/shared-memory.ts'
import type { LoadedBackbone } from './loaded.ts'

/** The same network, its weights on shared memory. */
export function shareWeights(backbone: LoadedBackbone): LoadedBackbone {
  const values = new Map([...backbone.values].map(([name, weights]) => [name, shareFloats(weights)]))
  return { ...backbone, values }
}
