import type { Leaderboard, LeaderboardRow } from '../leaderboard/rank.ts'
import { formatSeconds } from './format.ts'
import { halfOf, scoreText, shortValue } from './numbers.ts'
import type { Column } from './table.ts'
import type { Tone } from './tone.ts'
import { oneLine } from './width.ts'

/** The leaderboard in words: every trial's cells, by column. */
export interface Board {
  readonly columns: readonly Column[]
  /** One a row. */
  readonly tones: readonly Tone[]
}

type Cell = readonly [title: string, align: Column['align'], text: (row: LeaderboardRow) => string]

/** For the dashboard: rank, trial, score ± half interval, folds, then the searched parameters as far as they fit. */
export function boardOf(board: Leaderboard, searched: readonly string[], isOver: boolean): Board {
  return build(board, searched, [
    ['#', 'right', row => rankText(row, isOver)],
    ['trial', 'right', ({ trial }) => String(trial)],
    [board.metric, 'right', ({ mean }) => scoreText(mean)],
    ['±', 'right', row => halfOf(row)?.toFixed(3) ?? ''],
    ['folds', 'right', row => foldsText(row)],
  ])
}

/** For the leaderboard command: both ends of the interval, and the time. */
export function boardTable(board: Leaderboard, searched: readonly string[], isOver: boolean): Board {
  return build(board, searched, [
    ['rank', 'right', row => rankText(row, isOver)],
    ['trial', 'right', ({ trial }) => String(trial)],
    [board.metric, 'right', ({ mean }) => scoreText(mean)],
    ['interval', 'left', ({ low, high }) => (low === null || high === null ? '' : intervalText(low, high))],
    ['folds', 'right', row => foldsText(row)],
    ['time', 'right', ({ seconds }) => formatSeconds(seconds)],
  ])
}

function build({ trials }: Leaderboard, searched: readonly string[], cells: readonly Cell[]): Board {
  const fixed = cells.map(([title, align, text]): Column => ({ title, align, cells: trials.map(text) }))
  const names = searched.length > 0 ? searched : namesOf(trials)
  const config = names.map(
    (name): Column => ({
      title: oneLine(name),
      align: trials.every(row => isNumeric(ownValue(row, name))) ? 'right' : 'left',
      cells: trials.map(row => shortValue(ownValue(row, name)) || '–'),
      isOptional: true,
    }),
  )
  return { columns: [...fixed, ...config], tones: trials.map(toneOf) }
}

const namesOf = (trials: readonly LeaderboardRow[]) => [
  ...new Set(trials.flatMap(({ config }) => Object.keys(config))),
]

/** A config has only its own values: a parameter that is called like a method of objects is not there. */
const ownValue = ({ config }: LeaderboardRow, name: string) =>
  Object.hasOwn(config, name) ? config[name] : undefined

const isNumeric = (value: unknown) => value === undefined || typeof value === 'number'

/** 1, ≈2 when it is tied with the best, or the state of a trial that has no rank. */
function rankText({ rank, tie, state }: LeaderboardRow, isOver: boolean): string {
  if (rank === null && state === 'running' && isOver) return 'partial'
  return rank === null ? state : `${tie ? '≈' : ''}${rank}`
}

function foldsText({ foldScores }: LeaderboardRow): string {
  return `${foldScores.filter(score => score !== null).length}/${foldScores.length}`
}

const intervalText = (low: number, high: number) => `${low.toFixed(3)}–${high.toFixed(3)}`

function toneOf({ rank, state }: LeaderboardRow): Tone {
  if (rank === 1) return 'best'
  if (state === 'failed') return 'bad'
  return state === 'pruned' ? 'dim' : 'plain'
}
