import { UserError } from '../../base/errors.ts'
import { didYouMean } from '../../base/suggest.ts'
import { ambiguous, columnName, guessColumn } from './guess-columns.ts'
import { type Role, roles } from './known-names.ts'
import { findOneHot } from './one-hot.ts'
import type { Table } from './read-table.ts'

/** A column by its name in the header, or by its number from 1. */
type ColumnName = string | number

/** Which columns say what: `data.columns`. What is not given is guessed; `false` looks for none. */
export interface ColumnNames {
  readonly path?: ColumnName
  /** Several: one column per class, 1 where an image is of it. */
  readonly label?: ColumnName | readonly ColumnName[]
  readonly group?: ColumnName | false
  readonly split?: ColumnName | false
}

/** Places of the columns in a row, from 0. */
export interface Columns {
  readonly path: number
  readonly label: number | readonly number[]
  readonly group?: number
  readonly split?: number
  /** The roles that nobody named: neither `data.columns` nor a header of just that name. */
  readonly guessed: readonly Role[]
}

/** Finds the columns: those that are named, then those that can be told from usual names and from what is in them. */
export function columnsOf(table: Table, wanted: ColumnNames): Columns {
  const named = (role: Role) => {
    const name = wanted[role]
    if (name === undefined || name === false) return []
    return (typeof name === 'object' ? name : [name]).map(one => placeOf(table, role, one))
  }
  const taken = new Set(roles.flatMap(named))
  const find = (role: Role) => {
    if (wanted[role] === false) return undefined
    const place = named(role)[0] ?? guessColumn(table, role, taken)
    if (place !== undefined) taken.add(place)
    return place
  }
  const path = find('path')
  if (path === undefined) throw ambiguous(table, 'path', [])
  const [group, split] = [find('group'), find('split')]
  const label = labelOf(table, named('label'), taken)
  const found = { path, label, ...(group !== undefined && { group }), ...(split !== undefined && { split }) }
  return {
    ...found,
    guessed: roles.filter(role => role in found && isGuess(table, role, wanted, found[role])),
  }
}

function labelOf(table: Table, named: readonly number[], taken: ReadonlySet<number>): Columns['label'] {
  const [only, ...more] = named
  if (only !== undefined) return more.length === 0 ? only : named
  const guess = guessColumn(table, 'label', taken)
  if (guess !== undefined) return guess
  const others = table.names.flatMap((name, i) => (taken.has(i) || isIndex(name) ? [] : [i]))
  const [single, second] = others
  if (single !== undefined && second === undefined) return single
  const oneHot = findOneHot(table, others)
  if (oneHot !== undefined) return oneHot
  throw ambiguous(table, 'label', others)
}

/** Row numbers that pandas and R put first. */
const isIndex = (name: string) => name === '' || /^unnamed: 0$/i.test(name)

const isGuess = (table: Table, role: Role, wanted: ColumnNames, place?: Columns['label']) =>
  wanted[role] === undefined && (typeof place !== 'number' || table.names[place]?.toLowerCase() !== role)

function placeOf({ names, file, line, hasHeader }: Table, role: Role, wanted: ColumnName): number {
  const where = `data.columns.${role}`
  const details = [`${file}:${line} has: ${names.join(', ')}`]
  if (typeof wanted === 'number') {
    if (wanted >= 1 && wanted <= names.length) return wanted - 1
    throw new UserError(`There is no column ${wanted}: the table has ${names.length}, counted from 1`, {
      where,
      details,
      next: 'Write the number or the name of one of them.',
    })
  }
  const same = names.flatMap((name, i) => (name === wanted ? [i] : []))
  const alike = names.flatMap((name, i) => (name.toLowerCase() === wanted.trim().toLowerCase() ? [i] : []))
  const [place, another] = same.length > 0 ? same : alike
  if (place === undefined)
    throw new UserError(
      hasHeader ? `The table has no column "${wanted}"` : `The table has no header that names "${wanted}"`,
      { where, details, next: didYouMean(wanted, names) || 'Write one of these, or its number from 1.' },
    )
  if (another === undefined) return place
  throw new UserError(`The header names the column "${columnName(names, place)}" twice`, {
    where,
    details,
    next: `Write the number of the one that is meant: ${place + 1} or ${another + 1}.`,
  })
}
