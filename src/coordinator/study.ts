import { createRandom } from '../base/random.ts'
import { bestOf } from '../leaderboard/best.ts'
import { goOn, type Pruner, type Verdict } from '../pruners/pruner.ts'
import { applyEvent, initialState } from '../run/apply.ts'
import type { RunEvent } from '../run/event.ts'
import type { RunState } from '../run/state.ts'
import { createSampler } from '../samplers/index.ts'
import type { Sampler } from '../samplers/sampler.ts'
import type { Config, Space } from '../space/parameter.ts'
import type { SamplerOptions } from '../sweep/sweep.ts'
import type { Metrics } from '../trial/recipe.ts'
import type { Objective, Trial } from '../trial/trial.ts'
import { createCurves } from './curves.ts'
import { readSpace, type WrittenSpace } from './study-space.ts'
import { suggest } from './suggest.ts'

export interface StudyOptions {
  /** As in a search-space file, but with names of your own; or parsed. */
  readonly space: Space | WrittenSpace
  readonly sampler: Sampler | SamplerOptions
  readonly pruner?: Pruner
  /** `maximize` unless given. */
  readonly goal?: Objective['goal']
  readonly seed?: number
}

export interface Suggestion {
  readonly number: number
  readonly config: Config
}

/** Ask and tell: Nightsweep's samplers and pruners for an evaluation of your own. */
export interface Study {
  readonly trials: readonly Trial[]
  /** The completed trial with the best mean. */
  readonly best: { readonly number: number; readonly config: Config; readonly value: number } | undefined
  /** The next config to try, or undefined when the sampler has nothing left. */
  ask(): Suggestion | undefined
  /** An intermediate value, epochs from 1; the answer says whether to go on. A trial told to stop is pruned. */
  report(
    number: number,
    at: { readonly fold?: number; readonly epoch: number; readonly value: number },
  ): Verdict
  /** Ends a trial with its value, one value a fold, or an error. */
  tell(number: number, result: number | readonly number[] | { readonly error: string }): void
}

/** No files and no time: the same calls with the same seed give the same suggestions. */
export function createStudy({ space, sampler, pruner, goal = 'maximize', seed = 0 }: StudyOptions): Study {
  const objective: Objective = { metric: 'accuracy', goal }
  const asking = {
    sampler: typeof sampler === 'function' ? sampler : createSampler(sampler),
    space: readSpace(space),
    objective,
    enqueue: [],
    random: createRandom(seed),
  }
  let state: RunState = { ...initialState, objective, seed, status: 'running' }
  const record = (event: RunEvent) => {
    state = applyEvent(state, event)
  }

  function openTrial(number: number): Trial {
    const trial = state.trials[number]
    if (trial === undefined) throw new RangeError(`trial ${number} was never asked for`)
    if (trial.state !== 'running') throw new RangeError(`trial ${number} has already ended (${trial.state})`)
    return trial
  }

  return {
    get trials() {
      return state.trials
    },
    get best() {
      const best = bestOf(state)
      return best && { number: best.trial.number, config: best.trial.config, value: best.mean }
    },
    ask() {
      const next = suggest(asking, state.trials)
      if (next === 'exhausted') return undefined
      const number = state.trials.length
      record({ type: 'trialStarted', at, trial: number, ...next })
      return { number, config: next.config }
    },
    report(number, { fold = 0, epoch, value }) {
      const metrics = metricsOf(check(value))
      if (openTrial(number).folds[fold] === undefined)
        record({ type: 'foldStarted', at, trial: number, fold, attempt: 1 })
      const rest = { epochs: epoch, stage: 'head', trainLoss: 0, seconds: 0 } as const
      record({ type: 'report', at, trial: number, fold, epoch, metrics, ...rest })
      const k = Math.max(...state.trials.map(trial => trial.folds.length))
      const curvesOf = createCurves(objective, k)
      const peers = state.trials
        .filter(peer => peer.number !== number && peer.state !== 'failed')
        .map(curvesOf)
      const verdict = pruner?.(curvesOf(openTrial(number)), peers, { fold, epoch }) ?? goOn
      if (verdict.action === 'stop')
        record({ type: 'trialEnded', at, trial: number, state: 'pruned', reason: verdict.reason })
      return verdict
    },
    tell(number, result) {
      openTrial(number)
      if (typeof result === 'object' && 'error' in result)
        return record({ type: 'trialEnded', at, trial: number, state: 'failed', reason: result.error })
      const values = typeof result === 'number' ? [result] : result
      if (values.length === 0) throw new RangeError(`trial ${number} needs a value, or one value a fold`)
      for (const [fold, metrics] of values.map(check).map(metricsOf).entries())
        record({ type: 'foldEnded', at, trial: number, fold, outcome: done(metrics) })
      record({ type: 'trialEnded', at, trial: number, state: 'completed', reason: '' })
    },
  }
}

/** A study has no clock. */
const at = ''

const done = (metrics: Metrics) => ({ status: 'done', metrics, bestEpoch: 1, epochs: 1, seconds: 0 }) as const

/** Whatever is measured stands in for every metric: samplers and pruners only look at the objective. */
function metricsOf(value: number): Metrics {
  return { accuracy: value, balancedAccuracy: value, macroF1: value, logLoss: value }
}

function check(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`a value must be a finite number, not ${value}`)
  return value
}
