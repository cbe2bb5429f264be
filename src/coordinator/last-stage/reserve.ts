import { leaderboard } from '../../leaderboard/rank.ts'
import type { RunState } from '../../run/state.ts'
import type { Finalists } from '../../sweep/sweep.ts'
import type { Trial } from '../../trial/trial.ts'
import type { Seconds } from '../allowance.ts'
import type { Jobs } from '../jobs.ts'
import type { FoldTimes } from '../schedule/time.ts'
import { heatsOf, secondsOf } from './finalists.ts'
import { unscored } from './holdout.ts'
import { refitOf, refitSeconds } from './refit.ts'
import type { Round } from './round.ts'

/** What the last stage needs of what is left: seconds that pass, or seconds of training. */
export interface Reserve {
  /** For the holdout as things stand, or if one of these should win. */
  holdout(others: readonly Trial[]): Seconds
  /**
   * Seconds for this trial if it should win, for the holdout and to be confirmed beside the best; none while it lacks more than
   * one fold, as the next one decides nothing.
   */
  after(trial: Trial, all: Seconds): number
  /** For finalists as things stand: what fits into what is left, and into their share of all there is. */
  finalists(left: Seconds, all: Seconds): Seconds
}

interface ReserveOptions {
  readonly state: RunState
  readonly k: number
  readonly jobs: Jobs
  /** Folds that run at once. */
  readonly capacity: number
  slotsOf(trial: Trial): number
  readonly times: FoldTimes | undefined
  readonly rules: Finalists | undefined
  /** Paused trials go on when no new one begins: then completing the best of them comes first. */
  readonly isRace: boolean
  /** What finalists would be trained on now. */
  readonly round: () => Round | undefined
}

/** Estimates are missed a little; of the last one it shows in the end alone. */
const margin = 1.05
/** Of a session: more is not kept for finalists, as most of it is for the search. */
export const share = 0.25

/** With a smaller chance to be the best nobody waits for a trial. */
const hopeless = 0.02

export const nothing: Seconds = { seconds: 0, training: 0 }

export function createReserve(options: ReserveOptions): Reserve {
  const { state, k, jobs, capacity, times, rules, isRace, round } = options
  /** Trials are replaced when they change. */
  const known = new WeakMap<Trial, number>()

  function holdoutOf(trial: Trial): number {
    if (!state.data?.holdout || jobs.problemOf(trial) !== undefined) return 0
    const seconds = known.get(trial) ?? ownSeconds(trial) ?? 0
    if (trial.folds.some(fold => fold?.state === 'done')) known.set(trial, seconds)
    return seconds
  }

  function ownSeconds(trial: Trial): number | undefined {
    const { epochs } = refitOf(trial, jobs.recipeOf(trial), state.objective)
    const first = times?.foldOf(trial)?.mean
    return refitSeconds(trial, epochs, k) ?? (first && (first * k) / (k - 1))
  }

  return {
    holdout(others) {
      const each = unscored(state).map(holdoutOf)
      const most = Math.max(0, ...each, ...others.map(holdoutOf))
      const [winner = 0, ...rest] = each
      const training = Math.max(most, winner) + rest.reduce((sum, seconds) => sum + seconds, 0)
      return { seconds: capacity > 1 ? most : training, training }
    },
    after(trial, all) {
      const begun = trial.folds.filter(fold => fold?.state === 'done' || fold?.state === 'running').length
      return begun < k - 1 ? 0 : holdoutOf(trial) + confirmationOf(trial, all)
    },
    finalists(left, all) {
      const now = rules && round()
      if (rules === undefined || now === undefined) return nothing
      const most = {
        seconds: Math.min(share * all.seconds, left.seconds),
        training: Math.min(share * all.training, left.training),
      }
      let sum = nothing
      for (let repeat = now.repeat; repeat <= rules.repeats; repeat++)
        for (const heat of heatsOf(now)) {
          const { seconds, training } = secondsOf(heat, repeat, k, options)
          const more = { seconds: sum.seconds + margin * seconds, training: sum.training + training }
          if (more.seconds > most.seconds || more.training > most.training) return sum
          sum = more
        }
      return sum
    },
  }

  /** One repeat beside the best, where the trial may become it: a winner that came too late would stay unconfirmed. */
  function confirmationOf(trial: Trial, all: Seconds): number {
    const { best } = state
    if (rules === undefined || isRace || best === undefined || all.seconds === Infinity) return 0
    const row = leaderboard(state).trials.find(({ trial: number }) => number === trial.number)
    if ((row?.chanceOfBest ?? 0) < hopeless) return 0
    const { seconds } = secondsOf([trial, best.trial], 1, k, options)
    return seconds > share * all.seconds ? 0 : margin * seconds
  }
}
