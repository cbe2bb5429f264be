import type { Racing } from '../../pruners/pruner.ts'
import type { RunState } from '../../run/state.ts'
import { foldSeconds } from '../../trial/trial.ts'

/**
 * Further folds that a race is expected to give to each trial when no new one begins, as a part of those that it lacks
 * after its first: between .07 and .4 on tables of real scores, most where many are nearly alike. What is left of the time is
 * given back.
 */
const partOfRest = 0.25
/** Recent trials tell how long a fold takes. */
const recent = 50
/** More of a session is not kept for it. */
const share = 0.4

interface Race {
  readonly state: RunState
  readonly racing: Racing | undefined
  readonly k: number
  /** Folds that run at once. */
  readonly capacity: number
}

/** When no further trial may begin, so that a race has the time to end; `left`: seconds of all that the session has. */
export function createRaceEnd({ state, racing, k, capacity }: Race) {
  let isEnding = false
  /** Trials and resumptions that there were when it had ended before. */
  let before = { trials: 0, resumptions: 0 }

  /** Paused trials will need so much for their last folds: some go on, and one at least to its end. */
  function seconds(isBreadthFirst: boolean): number {
    const { trials, paused, resumptions } = state
    if (paused.size === 0) return 0
    const [begun, resumed] = [trials.length - before.trials, resumptions.length - before.resumptions]
    const some = isBreadthFirst ? partOfRest * (k - 1) * begun - resumed : 0
    const taken = trials.slice(-recent).flatMap(foldSeconds)
    const each = taken.reduce((sum, one) => sum + one, 0) / Math.max(1, taken.length)
    return (Math.max(k - 1, some) * each) / capacity
  }

  return {
    reason(left: number, all: number): string | undefined {
      if (racing === undefined || left === Infinity) return undefined
      isEnding ||= left < Math.min(share * all, seconds(racing.isBreadthFirst))
      return isEnding ? 'no further trial can be raced in the time that is left' : undefined
    },
    /** It has ended, and left time. */
    reopen(): void {
      isEnding = false
      before = { trials: state.trials.length, resumptions: state.resumptions.length }
    },
  }
}
