import process from 'node:process'
import { UserError } from '../base/errors.ts'
import { sweepFacts } from '../dashboard/sweep-facts.ts'
import { toCsv } from '../leaderboard/csv.ts'
import { frontFirst, onlyFront } from '../leaderboard/front.ts'
import { type Leaderboard, leaderboard, outlook } from '../leaderboard/rank.ts'
import { duplicatesText } from '../run/duplicates.ts'
import type { RunState } from '../run/state.ts'
import { findRun } from '../store/find-run.ts'
import { readRun } from '../store/read-run.ts'
import { boardTable } from '../text/board.ts'
import { counted } from '../text/numbers.ts'
import { isOver } from '../text/status-text.ts'
import { arrange, tableText } from '../text/table.ts'
import { baselineSentence } from './baseline-sentence.ts'
import { confirmedSentence } from './confirmed-sentence.ts'
import { frontSentence } from './front-sentence.ts'
import { holdoutSentence } from './holdout-sentence.ts'
import { oneClassSentence } from './one-class-sentence.ts'
import { outlookSentences } from './outlook-sentences.ts'
import { type Output, widthFor, wrap } from './output.ts'
import { runWords } from './run-words.ts'
import { statusSentence } from './status-sentence.ts'

interface LeaderboardOptions {
  readonly runs: string
  /** Only the first trials. */
  readonly top?: number
  readonly json?: boolean
  readonly csv?: boolean
  /** Only the front of several objectives, by the second. */
  readonly front?: boolean
}

/** The ranking of a finished, running or interrupted run. */
export async function leaderboardCommand(
  run: string,
  { runs, top, json, csv, front = false }: LeaderboardOptions,
  out: Output = process.stdout,
): Promise<number> {
  if (top !== undefined && top < 1)
    throw new UserError(`at least one trial is needed, not ${top}`, { where: '--top' })
  const folder = await findRun(runs, run)
  const state = await readRun(folder, { hasCurves: false })
  const board = leaderboard(state)
  if (front && board.objectives === undefined)
    throw new UserError(`run ${state.name} has one objective, so it has no front`, {
      where: '--front',
      next: 'Several are given as `objective: { metric: accuracy, against: parameters }`.',
    })
  const ordered = front ? onlyFront(board) : frontFirst(board)
  const shown = { ...ordered, trials: ordered.trials.slice(0, top) }
  if (json) out.write(`${JSON.stringify(shown, null, 2)}\n`)
  else if (csv) out.write(toCsv(shown))
  else out.write(`${leaderboardText(state, board, shown, runWords(folder, runs), widthFor(out))}\n`)
  return 0
}

function leaderboardText(
  state: RunState,
  board: Leaderboard,
  shown: Leaderboard,
  run: string,
  width: number,
): string {
  const status = wrap(statusSentence(state), width)
  if (board.trials.length === 0) return `${status}\nNo trial has begun yet.`
  const { columns } = boardTable(shown, sweepFacts(state.sweep).searched, isOver(state))
  const table = arrange(columns, width)
  const notes = [
    frontSentence(board, state),
    ...outlookSentences(board, outlook(state)),
    confirmedSentence(board),
    baselineSentence(state),
    holdoutSentence(state),
    othersSentence(state, board, run),
    oneClassSentence(state),
    duplicatesNote(state),
    hiddenSentence(table.hidden, run),
  ]
  const below = notes.filter(note => note !== '').map(note => wrap(note, width))
  return [status, '', tableText(table, width), '', ...below].join('\n')
}

function duplicatesNote(state: RunState): string {
  const text = duplicatesText(state)
  return text === '' ? '' : `Images: ${text}.`
}

/** Why trials have no rank. */
function othersSentence(state: RunState, board: Leaderboard, run: string): string {
  const { pruned, running, paused } = state.counts
  const diverged = board.trials.filter(({ cause }) => cause === 'diverged').length
  const failed = state.counts.failed - diverged
  const parts = [
    pruned > 0 ? `${counted(pruned, 'trial')} pruned` : '',
    diverged > 0 ? `${diverged} diverged` : '',
    failed > 0 ? `${failed} failed` : '',
    running > 0 ? `${running} ${isOver(state) ? 'partial' : 'still running'}` : '',
    paused > 0 ? `${paused} paused` : '',
  ].filter(part => part !== '')
  const why = pruned + state.counts.failed > 0 ? ` (why: nightsweep show ${run} <trial>)` : ''
  return parts.length === 0 ? '' : `Without a rank: ${parts.join(', ')}${why}.`
}

function hiddenSentence(hidden: readonly string[], run: string): string {
  if (hidden.length === 0) return ''
  return `Not shown for lack of width: ${hidden.join(', ')}. All of it: nightsweep leaderboard ${run} --csv`
}
