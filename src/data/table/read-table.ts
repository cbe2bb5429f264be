import path from 'node:path'
import { UserError } from '../../base/errors.ts'
import { firstFew } from '../../base/file-errors.ts'
import { isKnownName } from './known-names.ts'
import { mostFrequent } from './most-frequent.ts'
import { isImageColumn, looksLikeImage, preambleOf, sniffDelimiter } from './preamble.ts'
import { type Delimiter, recordsOf, type TableRecord } from './records.ts'
import { readText } from './text.ts'

/** A table as it was read; nothing is said about what its columns mean. */
export interface Table {
  readonly file: string
  /** Of the header, as written; "column 1" … where there is none. */
  readonly names: readonly string[]
  readonly hasHeader: boolean
  /** The line of the header, or of the first row. */
  readonly line: number
  /** Each as wide as `names`. */
  readonly rows: readonly TableRecord[]
  readonly notes: readonly string[]
}

const example = 'path,label\ncats/one.jpg,cat'

/**
 * Reads a table as programs and people write them: any usual encoding and delimiter, with header or without, comments
 * and Excel's `sep=` above it, an unnamed first column of row numbers.
 */
export async function readTable(file: string): Promise<Table> {
  const { text, guessed } = await readText(file)
  const { body, comment, delimiter = sniffDelimiter(body) } = preambleOf(text)
  const records = [...recordsOf(body, delimiter, file)]
  const [first] = records
  if (first === undefined)
    throw new UserError('The table is empty', { where: file, next: `Write it like this:\n${example}` })
  const written = headerOf(records, comment && [...recordsOf(comment, delimiter, file)][0])
  const rows = written === first ? records.slice(1) : records
  if (first.fields.length === 1) throw oneColumn(file, first, delimiter)
  if (rows.length === 0)
    throw new UserError('The table has a header but no rows', {
      where: file,
      next: 'Add a line per image: its path, its label.',
    })
  const names = namesOf(written, rows)
  return {
    file,
    names,
    hasHeader: written !== undefined,
    line: first.line,
    rows: evenRows(file, names.length, rows, written !== undefined),
    notes:
      guessed === undefined
        ? []
        : [`${path.basename(file)} is not UTF-8 and was read as ${guessed}: look at names with accents`],
  }
}

/** The record that names the columns: the first, or a comment above it. */
function headerOf(
  records: readonly TableRecord[],
  comment: TableRecord | undefined,
): TableRecord | undefined {
  const [first] = records
  if (first === undefined || first.fields.some(looksLikeImage)) {
    const fits = comment?.fields.length === first?.fields.length && comment?.fields.some(isKnownName)
    return fits ? comment : undefined
  }
  if (first.fields.some(isKnownName) || records.length === 1) return first
  const sample = records.slice(1, 1000)
  const hasImages = first.fields.some((_, i) => isImageColumn(sample.map(({ fields }) => fields[i] ?? '')))
  // A value that comes again further down is one of many, not the name of their column.
  return hasImages || !first.fields.some((name, i) => recurs(name, i, sample)) ? first : undefined
}

const recurs = (name: string, column: number, rows: readonly TableRecord[]) =>
  name !== '' && rows.some(({ fields }) => fields[column] === name)

/** R leaves the column of row numbers out of the header: every row is wider by one. */
function namesOf(header: TableRecord | undefined, rows: readonly TableRecord[]): string[] {
  if (header === undefined)
    return Array.from(
      { length: mostFrequent(rows.map(({ fields }) => fields.length)) },
      (_, i) => `column ${i + 1}`,
    )
  const names = header.fields.map(name => name.trim())
  const isShort = rows.every(
    ({ fields }, i) =>
      fields.length === names.length + 1 && Number(fields[0]) === Number(rows[0]?.fields[0]) + i,
  )
  return isShort ? ['', ...names] : names
}

/** Empty fields at the end count as missing, where there are too many of them as well as too few. */
function evenRows(file: string, width: number, rows: readonly TableRecord[], hasHeader: boolean) {
  const usual = hasHeader ? `the header has ${width}` : `others have ${width}`
  const wrong: { line: number; text: string }[] = []
  const even = rows.map(row => {
    const { line, fields } = row
    if (fields.length === width) return row
    if (fields.slice(width).some(field => field !== ''))
      wrong.push({ line, text: `has ${fields.length} fields where ${usual}` })
    return { line, fields: Array.from({ length: width }, (_, i) => fields[i] ?? '') }
  })
  refuseLines(file, wrong)
  return even
}

function oneColumn(file: string, { line, fields }: TableRecord, delimiter: Delimiter): UserError {
  return new UserError('The table has only one column, but it needs a path and a label for each image', {
    where: `${file}:${line}`,
    details: [`the first line is: ${fields.join(delimiter)}`],
    next: 'Separate the columns by commas, semicolons, tabs or spaces.',
  })
}

/** Throws where anything is wrong with lines, all of it at once. */
export function refuseLines(file: string, findings: readonly { line: number; text: string }[]): void {
  const [first] = findings
  if (first === undefined) return
  if (findings.length === 1)
    throw new UserError(`Line ${first.line}: ${first.text}`, {
      where: `${file}:${first.line}`,
      next: 'Correct this line.',
    })
  throw new UserError(`${findings.length} lines are wrong`, {
    where: `${file}:${first.line}`,
    details: firstFew(findings.map(({ line, text }) => `line ${line}: ${text}`)),
    next: 'Correct these lines.',
  })
}
