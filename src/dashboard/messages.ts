import { latest } from '../base/latest.ts'
import { type Leaderboard, type LeaderboardRow, leaderboard } from '../leaderboard/rank.ts'
import { isBetter } from '../leaderboard/scores.ts'
import type { RunState } from '../run/state.ts'
import { counted, withHalf } from '../text/numbers.ts'
import type { Tone } from '../text/tone.ts'
import { oneLine } from '../text/width.ts'
import type { Objective, Trial } from '../trial/trial.ts'

export interface Message {
  /** ISO 8601. */
  readonly at: string
  readonly tone: Tone
  readonly text: string
}

/** The last things worth knowing, oldest first: trials that ended, notes, files that were left out. */
export function messagesOf(
  state: RunState,
  board: Leaderboard = leaderboard(state),
  most = 12,
): readonly Message[] {
  const notes = latest(state.notes, timeOf, most).map(
    ({ at, level, text }): Message => ({
      at,
      tone: level === 'warning' ? 'warning' : 'plain',
      text: oneLine(text),
    }),
  )
  return latest([...skippedFiles(state), ...lastTrials(state, board, most), ...notes], timeOf, most)
}

const timeOf = ({ at }: { at: string }) => at

function skippedFiles({ data, startedAt }: RunState): Message[] {
  const [first] = data?.skipped ?? []
  if (data === undefined || first === undefined) return []
  const others = data.skipped.length === 1 ? '' : ', …'
  const text = `${counted(data.skipped.length, 'file')} left out: ${oneLine(first.file)} (${oneLine(first.reason)})${others}`
  return [{ at: startedAt, tone: 'warning', text }]
}

/** The trials that ended last, and whether each was better than all that had ended before it. */
function lastTrials({ trials, objective }: RunState, board: Leaderboard, most: number): Message[] {
  const ended = latest(trials, ({ endedAt }) => endedAt, most)
  const rows = new Map<number, LeaderboardRow | undefined>(ended.map(({ number }) => [number, undefined]))
  let best: number | undefined
  for (const row of board.trials)
    if (rows.has(row.trial)) rows.set(row.trial, row)
    else if (row.state === 'completed') best = better(objective, best, row.mean)
  return ended.map((trial): Message => {
    const at = trial.endedAt ?? ''
    const row = rows.get(trial.number)
    if (row === undefined || row.mean === null || trial.state !== 'completed')
      return { at, tone: trial.state === 'failed' ? 'bad' : 'dim', text: endedText(trial) }
    const isBest = best === undefined || isBetter(objective, row.mean, best)
    best = better(objective, best, row.mean)
    const text = `trial ${trial.number} completed: ${objective.metric} ${withHalf(row)}`
    return { at, tone: isBest ? 'best' : 'plain', text: isBest ? `${text}, new best` : text }
  })
}

function better(objective: Objective, best: number | undefined, mean: number | null): number | undefined {
  return mean !== null && (best === undefined || isBetter(objective, mean, best)) ? mean : best
}

/** Why a trial ended that has no rank. */
export function endedText({ number, state, reason }: Trial): string {
  return `trial ${number} ${state}${reason === '' ? '' : `: ${oneLine(reason)}`}`
}
