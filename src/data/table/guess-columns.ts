import { UserError } from '../../base/errors.ts'
import { isUsual, type Role } from './known-names.ts'
import { isImageColumn } from './preamble.ts'
import type { Table } from './read-table.ts'

const sampled = 1000

/**
 * The column that is meant without a word: the one named like its role, else the only one of a usual name, of those
 * for paths one that holds names of images. Between two that differ nobody guesses: a UserError. Undefined: there is none.
 */
export function guessColumn(table: Table, role: Role, taken: ReadonlySet<number>): number | undefined {
  const free = table.names.flatMap((_, place) => (taken.has(place) ? [] : [place]))
  const named = free.filter(place => isUsual(role, table.names[place] ?? ''))
  const own = named.filter(place => table.names[place]?.toLowerCase() === role)
  if (own.length > 1) throw twice(table, role, own)
  if (own[0] !== undefined) return own[0]
  const likely = role === 'path' ? likelyPaths(table, free, named) : named
  const [first, ...others] = role === 'label' ? wordsFirst(table, likely) : likely
  if (first === undefined) return undefined
  if (others.every(other => saysTheSame(table, first, other, role))) return first
  throw ambiguous(table, role, likely)
}

/** Names of images before anything else; "id" only where nothing else is there. */
function likelyPaths(table: Table, free: readonly number[], named: readonly number[]): readonly number[] {
  const sample = table.rows.slice(0, sampled)
  const areImages = (place: number) => isImageColumn(sample.map(({ fields }) => fields[place] ?? ''))
  const images = named.filter(areImages)
  if (images.length > 0) return images
  const withoutName = named.length === 0 || !table.hasHeader ? free.filter(areImages) : []
  if (withoutName.length > 0) return withoutName
  const better = named.filter(place => table.names[place]?.toLowerCase() !== 'id')
  return better.length > 0 ? better : named
}

/** Of a number and a word for the same class the word is the better name. */
function wordsFirst({ rows }: Table, places: readonly number[]): number[] {
  const isNumber = (place: number) => (Number.isNaN(Number(rows[0]?.fields[place])) ? 0 : 1)
  return [...places].sort((a, b) => isNumber(a) - isNumber(b))
}

/** For paths the very same texts; else the same classes under other names. */
function saysTheSame({ rows }: Table, a: number, b: number, role: Role): boolean {
  const [forth, back] = [new Map<string, string>(), new Map<string, string>()]
  for (const { fields } of rows) {
    const [x = '', y = ''] = [fields[a], fields[b]]
    if (role === 'path' && x !== y) return false
    if ((forth.get(x) ?? y) !== y || (back.get(y) ?? x) !== x) return false
    forth.set(x, y)
    back.set(y, x)
  }
  return true
}

function twice({ file, line, names }: Table, role: Role, places: readonly number[]): UserError {
  return new UserError(`The header names the column "${role}" twice`, {
    where: `${file}:${line}`,
    details: [`found: ${names.join(', ')}`],
    next: `Write which is meant: ${places.map(place => `data.columns: { ${role}: ${place + 1} }`).join(' or ')}.`,
  })
}

const meanings: Readonly<Record<Role, string>> = {
  path: 'the file of each image',
  label: 'the label of each image',
  group: 'the group of each image',
  split: 'the split of each image',
}

/** Nothing or too much could be meant; the advice is the line to write. */
export function ambiguous(table: Table, role: Role, places: readonly number[]): UserError {
  const { file, line, names, hasHeader } = table
  const shown = places.slice(0, 6)
  const listed = shown.map(place => columnName(names, place)).join(' and ')
  const choices = shown.map(place => `data.columns: { ${role}: ${writtenColumn(table, place)} }`)
  const none = role === 'group' || role === 'split' ? [`data.columns: { ${role}: false } for none`] : []
  return new UserError(
    places.length === 0
      ? `No column looks like ${meanings[role]}`
      : `${listed} can all be ${meanings[role]}`.replace(
          / can all /,
          places.length > 2 ? ' can all ' : ' can both ',
        ),
    {
      where: `${file}:${line}`,
      details: [
        `${hasHeader ? 'the header' : 'there is no header; the columns'}: ${names.map((_, i) => columnName(names, i)).join(', ')}`,
        `the first row: ${table.rows[0]?.fields.join(', ') ?? ''}`,
      ],
      next:
        choices.length === 0
          ? `Write which it is: data.columns: { ${role}: NAME }, or its number from 1.`
          : `Write which it is: ${[...choices, ...none].join(', or ')}.`,
    },
  )
}

export const columnName = (names: readonly string[], place: number) => names[place] || `column ${place + 1}`

/** A column as it is written in a search-space file: its name, its number where the name does not tell it. */
export function writtenColumn({ names, hasHeader }: Table, place: number): string {
  const name = names[place] ?? ''
  if (!hasHeader || name === '' || names.indexOf(name) !== names.lastIndexOf(name)) return String(place + 1)
  return /^[A-Za-z_][\w -]*$/.test(name) ? name : JSON.stringify(name)
}
