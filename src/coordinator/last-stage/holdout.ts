import { bestBaseline } from '../../leaderboard/best.ts'
import type { RunState } from '../../run/state.ts'
import { holdoutFold } from '../../trial/fold-places.ts'
import { isBaseline, type Trial } from '../../trial/trial.ts'
import { companyOf } from '../schedule/company.ts'
import type { Room } from './room.ts'
import { hasRoomFor, type LastStep, wait } from './room.ts'

/** The winner and the best baseline, which are scored on the holdout; none where nothing was set aside. */
function holdoutTrials(state: RunState): Trial[] {
  const { data, best } = state
  if (data === undefined || data.holdout === 0 || best === undefined) return []
  const baseline = bestBaseline(state)?.trial
  return [best.trial, ...(baseline === undefined || baseline.number === best.trial.number ? [] : [baseline])]
}

/** Those that have no score yet, and may get one. */
export function unscored(state: RunState): Trial[] {
  return holdoutTrials(state).filter(
    ({ holdout }) => holdout?.state !== 'done' && holdout?.state !== 'failed',
  )
}

export const isHoldoutRunning = ({ running }: Pick<RunState, 'running'>): boolean =>
  [...running.values()].some(({ fold }) => fold === holdoutFold)

/** Which of them is trained next. */
export function holdoutStep(state: RunState, room: Room): LastStep {
  for (const trial of unscored(state)) {
    if (trial.holdout?.state === 'running') continue
    if (state.running.size >= companyOf(trial.holdout) || !hasRoomFor(trial, state, room)) return wait
    return { do: 'fold', trial: trial.number, fold: holdoutFold }
  }
  return state.running.size > 0 ? wait : { do: 'over' }
}

/** What is said before it is opened. */
export function openingNote(state: RunState): string | undefined {
  const [first, second] = unscored(state)
  if (first === undefined || state.data === undefined) return undefined
  const who =
    second === undefined
      ? `trial ${first.number} is`
      : `trial ${first.number} and the baseline, trial ${second.number}, are`
  return `holdout: ${who} trained on all other images and scored on the ${state.data.holdout} that were set aside`
}

/** What is said of a holdout that was opened before the session's trials; `before`: how many there had been. */
export function reopeningNote(
  state: RunState,
  before: number,
): { level: 'info' | 'warning'; text: string } | undefined {
  const earlier = state.heldOut.find(number => {
    const trial = state.trials[number]
    return trial === undefined || !isBaseline(trial)
  })
  const winner = state.best?.trial
  if (earlier === undefined || winner === undefined || state.trials.length === before) return undefined
  return state.heldOut.includes(winner.number)
    ? {
        level: 'info',
        text: `holdout: opened before these trials; trial ${winner.number} still wins and is not scored again`,
      }
    : {
        level: 'warning',
        text: `holdout: opened before, for trial ${earlier}, and trial ${winner.number} wins now: for it the images are no longer untouched`,
      }
}
