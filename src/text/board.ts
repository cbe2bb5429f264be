import { createChanges } from '../base/changes.ts'
import { countFirst } from '../base/count-first.ts'
import type { Leaderboard, LeaderboardRow } from '../leaderboard/rank.ts'
import { isBaseline } from '../trial/trial.ts'
import { formatSeconds } from './format.ts'
import { halfOf, percentText, scoreText, shortValue } from './numbers.ts'
import { objectiveCells } from './objectives.ts'
import { type Cell, createWording, longColumn } from './row-words.ts'
import type { Column } from './table.ts'
import type { Tone } from './tone.ts'
import { oneLine, widthOf } from './width.ts'

/** The leaderboard in words: every trial's cells, by column. */
export interface Board {
  readonly columns: readonly Column[]
  /** One a row. */
  readonly tones: readonly Tone[]
}

/** Puts leaderboards of one run into words: one after the other, as the run goes on. */
export type BoardWriter = (board: Leaderboard, searched: readonly string[], isOver: boolean) => Board

/** For the dashboard: rank, trial, score ± half interval, folds, then the searched parameters as far as they fit. */
export const createBoard = (): BoardWriter =>
  createWriter('#', board => [
    right('trial', trialText),
    right(board.metric, meanText),
    right('±', row => halfOf(row)?.toFixed(3) ?? ''),
    ...objectiveCells(board.objectives),
    right('best', chanceText),
    right('folds', foldsText),
    ...holdoutCells(board),
  ])

/** For the leaderboard command: both ends of the interval, and the time. */
export const boardTable: BoardWriter = (...board) =>
  createWriter('rank', board => [
    right('trial', trialText),
    right(board.metric, meanText),
    { title: 'interval', align: 'left', text: intervalText },
    ...objectiveCells(board.objectives),
    right('best', chanceText),
    right('folds', foldsText),
    ...holdoutCells(board),
    right('time', ({ seconds }) => formatSeconds(seconds)),
  ])(...board)

function createWriter(title: string, cells: (board: Leaderboard) => Cell[]): BoardWriter {
  const wording = createWording()
  const tones = createTones()
  return (board, searched, isOver) => {
    const ranks = rankColumn(title, board.trials, isOver)
    const columns = wording(board.trials, [...cells(board), ...configCells(board, searched)])
    return { columns: [ranks, ...columns], tones: tones(board.trials) }
  }
}

/** Of the numbers the last is the widest, tied or not; where the front comes first, any may be. */
function rankColumn(title: string, rows: readonly LeaderboardRow[], isOver: boolean): Column {
  const tied = countFirst(rows, ({ tie, rank }) => tie && rank !== null)
  const ranked = countFirst(rows, ({ rank }) => rank !== null)
  const isInOrder = rows[0]?.front === undefined
  const widest = isInOrder
    ? [tied - 1, ranked - 1].flatMap(place => rows[place] ?? []).concat(rows.slice(ranked))
    : rows
  const width = widest.reduce((most, row) => Math.max(most, widthOf(rankText(row, isOver))), 0)
  const at = (place: number) => {
    const row = rows[place]
    return row === undefined ? '' : rankText(row, isOver)
  }
  return longColumn({ title, align: 'right' }, rows.length, { at, width })
}

function createTones(): (rows: readonly LeaderboardRow[]) => readonly Tone[] {
  const changesOf = createChanges<LeaderboardRow>()
  const tones: Tone[] = []
  return rows => {
    changesOf(rows, (row, place) => {
      tones[place] = toneOf(row)
    })
    return tones.slice()
  }
}

const right = (title: string, text: Cell['text']): Cell => ({ title, align: 'right', text })

/** Once the holdout was opened. */
function holdoutCells({ trials }: Leaderboard): Cell[] {
  if (trials.every(({ holdout }) => holdout === null)) return []
  return [right('holdout', ({ holdout }) => (holdout === null ? '' : scoreText(holdout.score)))]
}

function configCells({ trials }: Leaderboard, searched: readonly string[]): Cell[] {
  const names = searched.length > 0 ? searched : namesOf(trials)
  return names.map(name => ({
    title: oneLine(name),
    align: 'left',
    isOptional: true,
    text: row => shortValue(ownValue(row, name)) || '–',
    isNumber: row => isNumeric(ownValue(row, name)),
  }))
}

const namesOf = (trials: readonly LeaderboardRow[]) => [
  ...new Set(trials.flatMap(({ config }) => Object.keys(config))),
]

/** A config has only its own values: a parameter that is called like a method of objects is not there. */
const ownValue = ({ config }: LeaderboardRow, name: string) =>
  Object.hasOwn(config, name) ? config[name] : undefined

const isNumeric = (value: unknown) => value === undefined || typeof value === 'number'

/** A trial without all its folds is told by what it would have over all. */
function meanText({ rank, mean, predicted }: LeaderboardRow): string {
  return rank !== null || predicted === null ? scoreText(mean) : `~${scoreText(predicted)}`
}

/** The chance to be the best, of those that may be. */
function chanceText({ chanceOfBest, shrunk }: LeaderboardRow): string {
  return chanceOfBest === null || (shrunk === null && chanceOfBest < leastChance)
    ? ''
    : percentText(chanceOfBest)
}

const leastChance = 0.005

/** 1, ≈2 when it may be the best as well, or the state of a trial that has no rank. */
function rankText({ rank, tie, state, cause }: LeaderboardRow, isOver: boolean): string {
  if (rank === null && state === 'running' && isOver) return 'partial'
  if (cause === 'diverged') return cause
  return rank === null ? state : `${tie ? '≈' : ''}${rank}`
}

/** A classifier that costs nothing is named as such. */
const trialText = (row: LeaderboardRow) => (isBaseline(row) ? `${row.trial} baseline` : String(row.trial))

/** 5/5; of a finalist 5/5+10. */
function foldsText({ foldScores, repeatScores }: LeaderboardRow): string {
  const more = repeatScores.length === 0 ? '' : `+${repeatScores.length}`
  return `${foldScores.filter(score => score !== null).length}/${foldScores.length}${more}`
}

function intervalText({ low, high }: LeaderboardRow): string {
  return low === null || high === null ? '' : `${low.toFixed(3)}–${high.toFixed(3)}`
}

function toneOf({ rank, state, front = rank === 1 }: LeaderboardRow): Tone {
  if (front) return 'best'
  if (state === 'failed') return 'bad'
  return state === 'pruned' ? 'dim' : 'plain'
}
