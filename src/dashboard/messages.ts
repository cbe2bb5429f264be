import { type Leaderboard, leaderboard } from '../leaderboard/rank.ts'
import { isBetter } from '../leaderboard/scores.ts'
import type { RunState } from '../run/state.ts'
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

/** The last things worth knowing, oldest first: trials that ended, notes, files that were left out. */
export function messagesOf(state: RunState, board: Leaderboard = leaderboard(state), most = 12): Message[] {
  const notes = state.notes.map(
    ({ at, level, text }): Message => ({
      at,
      tone: level === 'warning' ? 'warning' : 'plain',
      text: oneLine(text),
    }),
  )
  return [...skippedFiles(state), ...endedTrials(state, board), ...notes]
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .slice(-most)
}

function skippedFiles({ data, startedAt }: RunState): Message[] {
  const [first] = data?.skipped ?? []
  if (data === undefined || first === undefined) return []
  const others = data.skipped.length === 1 ? '' : ', …'
  const text = `${counted(data.skipped.length, 'file')} left out: ${oneLine(first.file)} (${oneLine(first.reason)})${others}`
  return [{ at: startedAt, tone: 'warning', text }]
}

function endedTrials({ trials, objective }: RunState, board: Leaderboard): Message[] {
  const rows = new Map(board.trials.map(row => [row.trial, row]))
  const ended = trials.filter(trial => trial.endedAt !== undefined)
  let best: number | undefined
  return ended
    .sort((a, b) => endOf(a).localeCompare(endOf(b)))
    .map((trial): Message => {
      const row = rows.get(trial.number)
      const mean = trial.state === 'completed' ? (row?.mean ?? null) : null
      if (row === undefined || mean === null)
        return {
          at: endOf(trial),
          tone: trial.state === 'failed' ? 'bad' : 'dim',
          text: endedText(trial),
        }
      const isBest = best === undefined || isBetter(objective, mean, best)
      if (isBest) best = mean
      const text = `trial ${trial.number} completed: ${objective.metric} ${withHalf(row)}`
      return { at: endOf(trial), tone: isBest ? 'best' : 'plain', text: isBest ? `${text}, new best` : text }
    })
}

/** Why a trial ended that has no rank. */
export function endedText({ number, state, reason }: Trial): string {
  return `trial ${number} ${state}${reason === '' ? '' : `: ${oneLine(reason)}`}`
}

const endOf = ({ endedAt = '' }: Trial) => endedAt
