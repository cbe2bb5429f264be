import { UserError } from '../../base/errors.ts'
import { firstFew } from '../../base/file-errors.ts'
import { columnName } from './guess-columns.ts'
import type { Table } from './read-table.ts'

const where = ({ file, line }: Table) => `${file}:${line}`

/**
 * Columns of which exactly one is 1 in most rows: one per class (ISIC's MEL, NV, …). Refused where several are, or
 * where they hold probabilities. Undefined: they are something else.
 */
export function findOneHot(table: Table, places: readonly number[]): readonly number[] | undefined {
  const shares = places.filter(place => table.rows.every(({ fields }) => isShare(fields[place])))
  if (shares.length < 2) return undefined
  const marks = shares.filter(place => table.rows.every(({ fields }) => isMark(fields[place])))
  if (marks.length < shares.length && addUp(table, shares)) throw probabilities(table, shares)
  if (marks.length < 2) return undefined
  const counts = table.rows.map(({ fields }) => marks.filter(place => Number(fields[place]) === 1).length)
  if (counts.some(count => count > 1)) throw severalLabels(table, marks)
  return counts.filter(count => count === 1).length >= counts.length / 2 ? marks : undefined
}

const isShare = (text = '') => text !== '' && Number(text) >= 0 && Number(text) <= 1
const isMark = (text = '') => text !== '' && (Number(text) === 0 || Number(text) === 1)

function addUp({ rows }: Table, places: readonly number[]): boolean {
  return rows.every(
    ({ fields }) => Math.abs(places.reduce((sum, place) => sum + Number(fields[place]), 0) - 1) < 0.01,
  )
}

/** The column of the 1; undefined where none is. Several are refused. */
export function oneHotLabels(table: Table, places: readonly number[]): (string | undefined)[] {
  const wrong = table.rows.filter(({ fields }) => !places.every(place => isMark(fields[place])))
  if (wrong[0] !== undefined)
    throw new UserError(`Line ${wrong[0].line}: columns of classes hold something else than 0 and 1`, {
      where: `${table.file}:${wrong[0].line}`,
      next: 'Write in data.columns.label the columns that are 1 where an image is of their class.',
    })
  return table.rows.map(({ fields }) => {
    const [own, another] = places.filter(place => Number(fields[place]) === 1)
    if (another !== undefined) throw severalLabels(table, places)
    return own === undefined ? undefined : columnName(table.names, own)
  })
}

function severalLabels(table: Table, places: readonly number[]): UserError {
  const lines = table.rows.flatMap(({ line, fields }) => {
    const own = places.filter(place => Number(fields[place]) === 1)
    return own.length > 1
      ? [`line ${line}: ${own.map(place => columnName(table.names, place)).join(' and ')}`]
      : []
  })
  return new UserError(
    `${lines.length} of ${table.rows.length} images have several labels, but each image can have only one`,
    {
      where: where(table),
      details: firstFew(lines),
      next: 'Name the column of the one label, data.columns: { label: NAME }, or take these rows out.',
    },
  )
}

function probabilities(table: Table, places: readonly number[]): UserError {
  return new UserError(
    `The columns ${places.map(place => columnName(table.names, place)).join(', ')} hold probabilities of classes, not labels`,
    {
      where: where(table),
      details: [`line ${table.rows[0]?.line}: ${table.rows[0]?.fields.join(', ')}`],
      next: 'Add a column with the name of the class that each image counts as, and name it: data.columns: { label: NAME }.',
    },
  )
}
