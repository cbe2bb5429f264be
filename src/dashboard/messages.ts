import { createChanges } from '../base/changes.ts'
import { latest } from '../base/latest.ts'
import { basisOf } from '../leaderboard/basis.ts'
import type { Leaderboard } from '../leaderboard/rank.ts'
import { rowOf } from '../leaderboard/row.ts'
import { isBetter } from '../leaderboard/scores.ts'
import type { Note, RunState } from '../run/state.ts'
import { counted, withHalf } from '../text/numbers.ts'
import type { Tone } from '../text/tone.ts'
import { oneLine } from '../text/width.ts'
import type { Trial } from '../trial/trial.ts'

export interface Message {
  /** ISO 8601. */
  readonly at: string
  readonly tone: Tone
  readonly text: string
}

const most = 12

/** The last things worth knowing, oldest first: trials that ended, notes, files that were left out. */
export function createMessages(): (state: RunState, board: Leaderboard) => readonly Message[] {
  const lastEnded = createLastEnded()
  return (state, board) => {
    const notes = latest(state.notes, timeOf, most).map(messageOf)
    const trials = endedTrials(lastEnded(state.trials), state, board)
    return latest([...skippedFiles(state), ...trials, ...notes], timeOf, most)
  }
}

function messageOf({ at, level, text }: Note): Message {
  return { at, tone: level === 'warning' ? 'warning' : 'plain', text: oneLine(text) }
}

const timeOf = ({ at }: { at: string }) => at

function skippedFiles({ data, startedAt }: RunState): Message[] {
  const [first] = data?.skipped ?? []
  if (data === undefined || first === undefined) return []
  const others = data.skipped.length === 1 ? '' : ', …'
  const text = `${counted(data.skipped.length, 'file')} left out: ${oneLine(first.file)} (${oneLine(first.reason)})${others}`
  return [{ at: startedAt, tone: 'warning', text }]
}

/** The trials that ended last; looks only at those that have changed. */
function createLastEnded(): (trials: readonly Trial[]) => readonly Trial[] {
  const changesOf = createChanges<Trial>()
  let kept: readonly Trial[] = []
  return trials => {
    const changed: Trial[] = []
    let isKnown = false
    changesOf(trials, (now, _, before) => {
      changed.push(now)
      isKnown ||= before?.endedAt !== undefined
    })
    const candidates = isKnown ? trials : [...kept, ...changed].sort((a, b) => a.number - b.number)
    if (changed.length > 0) kept = latest(candidates, ({ endedAt }) => endedAt, most)
    return kept
  }
}

/** The best of those that ended earlier is the first row of the board that is not among the last. */
function endedTrials(last: readonly Trial[], state: RunState, board: Leaderboard): Message[] {
  const { objective } = state
  const basis = basisOf(state)
  const numbers = new Set(last.map(({ number }) => number))
  const before = board.trials.find(({ trial, rank }) => rank === null || !numbers.has(trial))
  let best = before === undefined || before.rank === null ? null : before.mean
  return last.map((trial): Message => {
    const at = trial.endedAt ?? ''
    const row = rowOf(trial, basis)
    if (row.mean === null || trial.state !== 'completed')
      return { at, tone: trial.state === 'failed' ? 'bad' : 'dim', text: endedText(trial) }
    const isBest = best === null || isBetter(objective, row.mean, best)
    if (isBest) best = row.mean
    const text = `trial ${trial.number} completed: ${objective.metric} ${withHalf(row)}`
    return { at, tone: isBest ? 'best' : 'plain', text: isBest ? `${text}, new best` : text }
  })
}

/** Why a trial ended that has no rank. */
export function endedText({ number, state, reason }: Trial): string {
  return `trial ${number} ${state}${reason === '' ? '' : `: ${oneLine(reason)}`}`
}
