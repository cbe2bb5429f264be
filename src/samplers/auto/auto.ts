import { z } from 'zod'
import { samplerEntry } from '../entry.ts'
import { gpSampler } from '../gp/gp.ts'
import { randomSampler } from '../random.ts'
import type { Sampler } from '../sampler.ts'
import { sobolSampler } from '../sobol/sobol.ts'
import { tpeSampler } from '../tpe/tpe.ts'
import { type Choice, choose } from './choice.ts'

/**
 * What of the other samplers suits what is known: see `choice.ts`. None of them has a state but the history, so that
 * each goes on with what the others proposed.
 */
function createAutoSampler(): Sampler {
  const samplers: Record<Choice['by'], Sampler> = {
    sobol: sobolSampler.create({ type: 'sobol' }),
    random: randomSampler.create({ type: 'random' }),
    gp: gpSampler.create({ type: 'gp', startTrials: 2 }),
    tpe: tpeSampler.create({ type: 'tpe' }),
  }
  const sampler: Sampler = (history, space, ...rest) =>
    samplers[choose(history, space).by](history, space, ...rest)

  return Object.assign(sampler, {
    explain: ((history, space, ...rest) => {
      const { by, why } = choose(history, space)
      const more = samplers[by].explain?.(history, space, ...rest)
      return more === undefined ? `${by}: ${why}` : `${more} (${why})`
    }) satisfies Sampler['explain'],
  })
}

export const autoSampler = samplerEntry({
  meaning:
    'Chooses: evenly at first, then a Gaussian process while trials are few and mostly numbers, else TPE.',
  options: z.strictObject({ type: z.literal('auto') }),
  create: createAutoSampler,
})
