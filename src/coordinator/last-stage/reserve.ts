import type { RunState } from '../../run/state.ts'
import type { Trial } from '../../trial/trial.ts'
import type { Jobs } from '../jobs.ts'
import type { FoldTimes } from '../schedule/time.ts'
import { unscored } from './holdout.ts'
import { refitOf, refitSeconds } from './refit.ts'

/** What the last stage needs of the time that is left, in seconds. */
export interface Reserve {
  /** For the holdout as things stand. */
  holdout(): number
  /** For the holdout if this trial should win; nothing while it lacks more than one fold, as it cannot win by the next one. */
  holdoutAfter(trial: Trial): number
}

interface ReserveOptions {
  readonly state: RunState
  readonly k: number
  readonly jobs: Jobs
  /** Folds that run at once. */
  readonly capacity: number
  readonly times: FoldTimes | undefined
}

/** Estimates are missed a little. */
const margin = 1.05

export function createReserve({ state, k, jobs, capacity, times }: ReserveOptions): Reserve {
  /** Trials are replaced when they change. */
  const known = new WeakMap<Trial, number>()

  function holdoutOf(trial: Trial): number {
    if (!state.data?.holdout || jobs.problemOf(trial) !== undefined) return 0
    const seconds = known.get(trial) ?? margin * (secondsOf(trial) ?? 0)
    if (trial.folds.some(fold => fold?.state === 'done')) known.set(trial, seconds)
    return seconds
  }

  function secondsOf(trial: Trial): number | undefined {
    const { epochs } = refitOf(trial, jobs.recipeOf(trial), state.objective)
    const first = times?.foldOf(trial)?.mean
    return refitSeconds(trial, epochs, k) ?? (first && (first * k) / (k - 1))
  }

  return {
    holdout() {
      const each = unscored(state).map(holdoutOf)
      return capacity > 1 ? Math.max(0, ...each) : each.reduce((sum, seconds) => sum + seconds, 0)
    },
    holdoutAfter(trial) {
      const begun = trial.folds.filter(fold => fold?.state === 'done' || fold?.state === 'running').length
      return begun < k - 1 ? 0 : holdoutOf(trial)
    },
  }
}
