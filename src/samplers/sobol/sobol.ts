import { z } from 'zod'
import type { Config, Space } from '../../space/parameter.ts'
import { configAtUnits } from '../../space/sample.ts'
import { sizeOf } from '../../space/size.ts'
import { samplerEntry } from '../entry.ts'
import { pickLeft } from '../left.ts'
import { type History, type Sampler, withoutResults } from '../sampler.ts'
import { createSequence, type Sequence } from './sequence.ts'

/** So many points a trial, on average, are looked at before the space counts as exhausted. */
const pointsPerTrial = 10_000

/**
 * The next point of a scrambled Sobol sequence that may be proposed; each parameter has a dimension of its own, whether
 * active or not. How far it goes depends on the number of trials alone, so that a run that is resumed goes on with the
 * same points. In a finite space it leaves what is rare to a draw from what is left.
 */
export const sobolConfig: Sampler = (history, space, random) => {
  const walk = history.memo(startWalk)
  const most = Math.min(pointsPerTrial * (history.number + 1), 4 * sizeOf(space) + 64)
  return walk(history, space, most) ?? pickLeft(history, space, random)
}

/** Points that were passed were proposed, or may never be. */
const startWalk = () => {
  let sequence: Sequence | undefined
  let point = 0
  return (history: History, space: Space, most: number): Config | undefined => {
    sequence ??= createSequence(history.shared.fork('sobol'))
    const at = sequence
    while (point < most) {
      const config = configAtUnits(space, dimension => at(point, dimension))
      point++
      if (history.accepts(config)) return config
    }
    return undefined
  }
}

export const sobolSampler = samplerEntry({
  meaning: 'Covers the space evenly, more evenly than chance would: a scrambled Sobol sequence.',
  options: z.strictObject({ type: z.literal('sobol') }),
  create: () => withoutResults((...given) => sobolConfig(...given)),
})
