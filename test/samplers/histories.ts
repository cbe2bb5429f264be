import { canonical } from '../../src/base/hash.ts'
import { createMemo } from '../../src/base/memo.ts'
import { createRandom } from '../../src/base/random.ts'
import { createObserver } from '../../src/coordinator/observations.ts'
import type { History, Sampler } from '../../src/samplers/sampler.ts'
import type { Config, Space } from '../../src/space/parameter.ts'
import { emptyCurve } from '../../src/trial/curve.ts'
import {
  type FoldState,
  hasEnded,
  type Objective,
  type Trial,
  type TrialState,
} from '../../src/trial/trial.ts'

export const objective: Objective = { metric: 'accuracy', goal: 'maximize' }

export function trialOf(number: number, config: Config, state: TrialState = 'completed', score = 0.5): Trial {
  const metrics = { accuracy: score, balancedAccuracy: score, macroF1: score, logLoss: 1 - score }
  const done: FoldState = {
    fold: 0,
    state: 'done',
    curve: emptyCurve,
    metrics,
    seconds: 1,
    attempts: 1,
    mishaps: 0,
    together: undefined,
    cause: undefined,
    error: '',
    again: undefined,
  }
  return {
    number,
    config,
    origin: 'sampler',
    state,
    reason: '',
    cause: undefined,
    stoppedAt: undefined,
    folds: state === 'completed' ? [done] : [],
    startedAt: '2026-01-01T22:00:00Z',
    endedAt: state === 'running' ? undefined : '2026-01-01T22:01:00Z',
  }
}

/** What a sampler may know after these trials, all of which count once they have ended. */
export function historyOf(trials: readonly Trial[], memo = createMemo(), seed = 1): History {
  const configs = trials.map(({ config }) => config)
  const tried = new Set(configs.map(canonical))
  const known = trials.filter(hasEnded)
  return {
    number: trials.length,
    configs,
    accepts: config => !tried.has(canonical(config)),
    known,
    observations: createObserver(objective)(known),
    pending: trials.filter(trial => !hasEnded(trial)).map(({ config }) => config),
    memo,
    shared: createRandom(seed).fork('sampler'),
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
  const trials: Trial[] = []
  const memo = createMemo()
  while (trials.length < most) {
    const number = trials.length
    const config = sampler(
      historyOf(trials, memo, seed),
      space,
      createRandom(seed).fork('sampler', number),
      objective,
    )
    if (config === 'exhausted') break
    trials.push(trialOf(number, config, endWith(number), (number * 0.37) % 1))
  }
  return trials.map(({ config }) => config)
}
const trialState: TrialState = 'completed'
