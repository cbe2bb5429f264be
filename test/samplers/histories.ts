import { createRandom } from '../../src/base/random.ts'
import type { Sampler } from '../../src/samplers/sampler.ts'
import type { Config, Space } from '../../src/space/parameter.ts'
import type { Objective, Trial, TrialState } from '../../src/trial/trial.ts'

export const objective: Objective = { metric: 'accuracy', goal: 'maximize' }

export function trialOf(number: number, config: Config, state: TrialState = 'completed', score = 0.5): Trial {
  const metrics = { accuracy: score, balancedAccuracy: score, macroF1: score, logLoss: 1 - score }
  const done = { fold: 0, state: 'done' as const, reports: [], metrics, seconds: 1 }
  return {
    number,
    config,
    origin: 'sampler',
    state,
    reason: '',
    folds: state === 'completed' ? [done] : [],
    startedAt: '2026-01-01T22:00:00Z',
    endedAt: state === 'running' ? undefined : '2026-01-01T22:01:00Z',
  }
}

/** The configs that a sampler proposes one after another until it is exhausted or `most` are there. */
export function propose(
  sampler: Sampler,
  space: Space,
  {
    most,
    seed = 1,
    endWith = () => trialState,
  }: { most: number; seed?: number; endWith?: (n: number) => TrialState },
): Config[] {
  const history: Trial[] = []
  while (history.length < most) {
    const number = history.length
    const config = sampler(history, space, createRandom(seed).fork('sampler', number), objective)
    if (config === 'exhausted') break
    history.push(trialOf(number, config, endWith(number), (number * 0.37) % 1))
  }
  return history.map(({ config }) => config)
}
const trialState: TrialState = 'completed'
