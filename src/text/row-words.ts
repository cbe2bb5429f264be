import { createChanges } from '../base/changes.ts'
import type { LeaderboardRow } from '../leaderboard/rank.ts'
import type { Column } from './table.ts'
import { widthOf } from './width.ts'

/** A column that tells of a trial, whatever its rank is. */
export interface Cell extends Pick<Column, 'title' | 'align' | 'isOptional'> {
  readonly text: (row: LeaderboardRow) => string
  /** To the right if what it tells is a number in every row. */
  readonly isNumber?: (row: LeaderboardRow) => boolean
}

/** One trial in words. */
interface Words {
  readonly row: LeaderboardRow
  readonly texts: readonly string[]
  readonly widths: readonly number[]
  readonly areNumbers: readonly boolean[]
}

/** Columns of rows. They are good until the next are made: trials that have not changed are not put into words again. */
export type Wording = (rows: readonly LeaderboardRow[], cells: readonly Cell[]) => Column[]

export function createWording(): Wording {
  let titles = ''
  let memory = createMemory()

  function put(row: LeaderboardRow, cells: readonly Cell[]): void {
    const before = memory.words[row.trial]
    if (before !== undefined && isSame(before.row, row)) return
    const words = inWords(row, cells)
    memory.words[row.trial] = words
    for (const [i, { widths, numbers }] of memory.tallies.entries()) {
      count(widths, before?.widths[i], words.widths[i])
      count(numbers, before && Number(before.areNumbers[i]), Number(words.areNumbers[i]))
    }
  }

  return (rows, cells) => {
    const wanted = JSON.stringify(cells.map(({ title }) => title))
    if (wanted !== titles) memory = createMemory(cells.length)
    titles = wanted
    memory.changesOf(rows, row => put(row, cells))
    const { words, tallies } = memory
    return cells.map(({ text: _, isNumber, ...head }, i) => {
      const { widths = [], numbers = [] } = tallies[i] ?? {}
      const isRight = isNumber !== undefined && !numbers[0]
      const width = Math.max(
        0,
        widths.findLastIndex(rows => rows > 0),
      )
      const at = (place: number) => words[rows[place]?.trial ?? -1]?.texts[i] ?? ''
      return longColumn({ ...head, align: isRight ? 'right' : head.align }, rows.length, { at, width })
    })
  }
}

/** A column of many rows: one by one for the screen, all of them for who asks. */
export function longColumn(
  head: Omit<Column, 'cells' | 'one'>,
  rows: number,
  one: NonNullable<Column['one']>,
): Column {
  return {
    ...head,
    one,
    get cells() {
      return Array.from({ length: rows }, (_, place) => one.at(place))
    },
  }
}

/** By column: how many trials have words of each width, and how many are numbers (1) or not (0). */
const createMemory = (columns = 0) => ({
  changesOf: createChanges<LeaderboardRow>(),
  words: [] as Words[],
  tallies: Array.from({ length: columns }, () => ({ widths: [] as number[], numbers: [] as number[] })),
})

function count(tally: number[], before: number | undefined, now = 0): void {
  if (before !== undefined) tally[before] = (tally[before] ?? 0) - 1
  while (tally.length <= now) tally.push(0)
  tally[now] = (tally[now] ?? 0) + 1
}

function inWords(row: LeaderboardRow, cells: readonly Cell[]): Words {
  const texts = cells.map(({ text }) => text(row))
  const areNumbers = cells.map(({ isNumber }) => isNumber?.(row) ?? false)
  return { row, texts, widths: texts.map(widthOf), areNumbers }
}

/** In all but rank, tie and reason; the cause comes with the reason. */
function isSame(a: LeaderboardRow, b: LeaderboardRow): boolean {
  if (a === b) return true
  const hasSameScores =
    a.foldScores === b.foldScores && a.mean === b.mean && a.low === b.low && a.high === b.high
  const hasSameChances =
    a.predicted === b.predicted && a.chanceOfBest === b.chanceOfBest && a.shrunk === b.shrunk
  const isStanding = a.front === b.front && a.knee === b.knee && a.nearFront === b.nearFront
  const hasRank = (a.rank === null) === (b.rank === null)
  return (
    hasSameScores &&
    hasSameChances &&
    hasRank &&
    isStanding &&
    a.values === b.values &&
    a.config === b.config &&
    a.holdout === b.holdout &&
    a.seconds === b.seconds &&
    a.epochs === b.epochs
  )
}
