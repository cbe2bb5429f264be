import { completeRepeats } from '../../leaderboard/confirmed.ts'
import { type LeaderboardRow, leaderboard } from '../../leaderboard/rank.ts'
import type { RunState } from '../../run/state.ts'
import type { Finalists } from '../../sweep/sweep.ts'
import { repeatOf } from '../../trial/fold-places.ts'
import type { Trial } from '../../trial/trial.ts'

/** A further split, and who is to be trained on it, the most likely best first. */
export interface Round {
  readonly repeat: number
  readonly trials: readonly Trial[]
}

/**
 * Finds the first repeat that is not through; undefined where nothing is left to settle. The finalists are the completed
 * trials that may be the best by the folds of the search; after each repeat those stay that may be the best by all folds up
 * to it. So what is decided follows from what rounds that are through came to, whoever was faster.
 */
export function createRounds(
  state: RunState,
  { repeats, most }: Finalists,
  k: number,
): () => Round | undefined {
  const known = new Map<string, readonly LeaderboardRow[]>()

  function rowsAfter(repeat: number): readonly LeaderboardRow[] {
    const told = state.trials.flatMap(trial =>
      trial.repeats === undefined ? [] : `${trial.number}:${Math.min(repeat, completeRepeats(trial))}`,
    )
    const key = [repeat, state.trials.length, state.counts.foldsDone, ...told].join()
    const rows = known.get(key) ?? likelyRows(state, repeat, k)
    if (known.size > mostRemembered) known.clear()
    known.set(key, rows)
    return rows
  }

  return () => {
    let stay: ReadonlySet<number> | undefined
    for (let repeat = 1; repeat <= repeats; repeat++) {
      const rows = rowsAfter(repeat - 1).filter(({ trial }) => stay?.has(trial) !== false)
      const trials = rows.slice(0, most).flatMap(({ trial }) => state.trials[trial] ?? [])
      if (trials.length < 2) return undefined
      if (!trials.every(trial => isThrough(trial, repeat, k))) return { repeat, trials }
      stay = new Set(trials.flatMap(trial => (completeRepeats(trial) >= repeat ? trial.number : [])))
    }
    return undefined
  }
}

const mostRemembered = 50

/**
 * The completed trials of the smallest group that holds the best with 95 %, by the folds of so many repeats; the most likely
 * first. None where that is a single trial.
 */
function likelyRows(state: RunState, repeats: number, k: number): LeaderboardRow[] {
  const trials = state.trials.map(trial =>
    trial.repeats === undefined
      ? trial
      : { ...trial, repeats: trial.repeats.filter(({ fold }) => repeatOf(fold, k) <= repeats) },
  )
  return leaderboard({ ...state, trials })
    .trials.filter(({ tie, rank, chanceOfBest }) => tie && rank !== null && chanceOfBest !== null)
    .sort((a, b) => (b.chanceOfBest ?? 0) - (a.chanceOfBest ?? 0) || a.trial - b.trial)
}

/** Its folds of the repeat have ended, one way or the other. */
function isThrough({ repeats = [] }: Trial, repeat: number, k: number): boolean {
  const own = repeats.filter(({ fold }) => repeatOf(fold, k) === repeat)
  const isFailed = own.some(({ state }) => state === 'failed')
  return isFailed || own.filter(({ state }) => state === 'done').length === k
}
