import type { LeaderboardRow } from '../leaderboard/rank.ts'
import type { Column } from './table.ts'
import { widthOf } from './width.ts'

/** A column that tells of a trial whatever its rank is. */
export interface Cell extends Pick<Column, 'title' | 'align' | 'isOptional'> {
  readonly text: (row: LeaderboardRow) => string
  /** To the right if what it tells is a number in every row. */
  readonly isNumber?: (row: LeaderboardRow) => boolean
}

/** One row in words. */
interface Words {
  readonly row: LeaderboardRow
  readonly texts: readonly string[]
  readonly widths: readonly number[]
  readonly areNumbers: readonly boolean[]
}

/** Columns of rows, whose words are remembered as long as nothing of them changes but their rank. */
export type Wording = (rows: readonly LeaderboardRow[], cells: readonly Cell[]) => Column[]

export function createWording(): Wording {
  let titles = ''
  /** By trial number. */
  let known: Words[] = []

  function wordsOf(row: LeaderboardRow, cells: readonly Cell[]): Words {
    const before = known[row.trial]
    if (before !== undefined && isSame(before.row, row)) return before
    const texts = cells.map(({ text }) => text(row))
    const areNumbers = cells.map(({ isNumber }) => isNumber?.(row) ?? false)
    const words = { row, texts, widths: texts.map(widthOf), areNumbers }
    known[row.trial] = words
    return words
  }

  return (rows, cells) => {
    const wanted = JSON.stringify(cells.map(({ title }) => title))
    if (wanted !== titles) known = []
    titles = wanted
    const all = rows.map(row => wordsOf(row, cells))
    return cells.map(({ text: _, isNumber, ...column }, i) => ({
      ...column,
      align: isNumber !== undefined && all.every(words => words.areNumbers[i]) ? 'right' : column.align,
      cells: all.map(({ texts }) => texts[i] ?? ''),
      width: all.reduce((most, { widths }) => Math.max(most, widths[i] ?? 0), 0),
    }))
  }
}

/** In all but rank, tie and reason, of which no cell tells. */
function isSame(a: LeaderboardRow, b: LeaderboardRow): boolean {
  if (a === b) return true
  const hasSameScores =
    a.foldScores === b.foldScores && a.mean === b.mean && a.low === b.low && a.high === b.high
  return hasSameScores && a.config === b.config && a.seconds === b.seconds && a.epochs === b.epochs
}
