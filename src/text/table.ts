import { padTo, truncate, widthOf } from './width.ts'

export interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
  readonly cells: readonly string[]
  /** In place of `cells` where they are very many: one by one, and how wide the widest is. */
  readonly one?: { readonly at: (row: number) => string; readonly width: number }
  /** Left out when the width does not suffice; kept otherwise. */
  readonly isOptional?: boolean
}

/** Where each column goes at a given width. */
export interface Arrangement {
  readonly columns: readonly Column[]
  readonly widths: readonly number[]
  /** Titles of columns for which there was no room. */
  readonly hidden: readonly string[]
}

const gap = 2
/** A longer title may be cut down to this. */
const shortTitle = 6
/** A longer cell of an optional column may be cut down to this. */
const shortCell = 16

/** Chooses the columns, then gives what is left of the width to those whose titles or cells are cut. */
export function arrange(columns: readonly Column[], width: number): Arrangement {
  const shown: Column[] = []
  const hidden: string[] = []
  const widths: number[] = []
  let left = width + gap
  const natural: number[] = []
  for (const column of columns) {
    const cells = column.one?.width ?? widest(column.cells)
    const least = leastWidth(column, cells)
    if (column.isOptional === true && least + gap > left) hidden.push(column.title)
    else {
      shown.push(column)
      widths.push(least)
      natural.push(Math.max(cells, widthOf(column.title)))
      left -= least + gap
    }
  }
  return { columns: shown, widths: grow(widths, natural, left), hidden }
}

function widest(cells: readonly string[]): number {
  let most = 0
  for (const cell of cells) most = Math.max(most, widthOf(cell))
  return most
}

function grow(widths: readonly number[], natural: readonly number[], spare: number): number[] {
  let left = Math.max(0, spare)
  return widths.map((least, i) => {
    const extra = Math.min(left, Math.max(0, (natural[i] ?? 0) - least))
    left -= extra
    return least + extra
  })
}

function leastWidth({ title, isOptional }: Column, cells: number): number {
  return Math.max(
    isOptional === true ? Math.min(shortCell, cells) : cells,
    Math.min(shortTitle, widthOf(title)),
  )
}

export function headerLine({ columns, widths }: Arrangement): string {
  return join(columns, widths, column => column.title)
}

export function rowLine({ columns, widths }: Arrangement, row: number): string {
  return join(columns, widths, column => column.one?.at(row) ?? column.cells[row] ?? '')
}

function join(columns: readonly Column[], widths: readonly number[], text: (column: Column) => string) {
  return columns
    .map((column, i) => padTo(text(column), widths[i] ?? 0, column.align))
    .join(' '.repeat(gap))
    .trimEnd()
}

/** A whole table as text, no line wider than `width`. */
export function tableText(arrangement: Arrangement, width: number): string {
  const count = Math.max(0, ...arrangement.columns.map(({ cells }) => cells.length))
  const rows = Array.from({ length: count }, (_, row) => rowLine(arrangement, row))
  return [headerLine(arrangement), ...rows].map(line => truncate(line, width)).join('\n')
}
