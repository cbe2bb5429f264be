import type { Observation } from './sampler.ts'

/** By loss, the better first; of equals the earlier. */
export const byLoss = (a: Observation, b: Observation): number =>
  a.loss === b.loss ? a.trial - b.trial : a.loss - b.loss
