import path from 'node:path'
import { UserError } from '../base/errors.ts'
import { firstFew } from '../base/file-errors.ts'
import type { CsvRow } from './csv.ts'

/** A checked row: a path inside the manifest's folder, a label, a group or an empty string. */
export interface ManifestRow {
  readonly line: number
  readonly path: string
  readonly label: string
  readonly group: string
}

const example = 'path,label\ncats/one.jpg,cat'

/** Turns records into rows by their header; all findings are reported together, with their lines. */
export function readRows(file: string, records: readonly CsvRow[]): ManifestRow[] {
  const [header, ...rest] = records
  if (header === undefined)
    throw new UserError('The manifest is empty', { where: file, next: `Write it like this: ${example}` })
  const columns = columnsOf(file, header)
  if (rest.length === 0)
    throw new UserError('The manifest has a header but no rows', {
      where: file,
      next: 'Add a line per image: its path, its label.',
    })
  const seen = new Map<string, number>()
  const findings: { line: number; text: string }[] = []
  const rows = rest.map(record => {
    const row = rowOf(record, columns)
    const text = problemOf(record, header, row, seen)
    if (text !== undefined) findings.push({ line: record.line, text })
    else seen.set(row.path, row.line)
    return row
  })
  refuse(file, findings)
  return rows
}

interface Columns {
  readonly path: number
  readonly label: number
  readonly group: number
}

function columnsOf(file: string, header: CsvRow): Columns {
  const names = header.fields.map(name => name.trim().toLowerCase())
  const columns = {
    path: names.indexOf('path'),
    label: names.indexOf('label'),
    group: names.indexOf('group'),
  }
  const missing = (['path', 'label'] as const).filter(name => columns[name] < 0)
  const twice = names.find((name, i) => name in columns && names.indexOf(name) !== i)
  if (missing.length === 0 && twice === undefined) return columns
  throw new UserError(
    twice === undefined
      ? `The header has no column ${missing.map(name => `"${name}"`).join(' and no column ')}`
      : `The header names the column "${twice}" twice`,
    {
      where: `${file}:${header.line}`,
      details: [`expected: path,label or path,label,group`, `found:    ${header.fields.join(',')}`],
      next: adviceFor(names),
    },
  )
}

function adviceFor(names: readonly string[]): string {
  if (names.length === 1 && /[;\t]/.test(names[0] ?? '')) return 'Separate the columns by commas.'
  const path = names.find(name => /^(file|filename|file_name|image|img|filepath|file_path)$/.test(name))
  const label = names.find(name => /^(class|category|target|species|y)$/.test(name))
  const renames = [path && `"${path}" to "path"`, label && `"${label}" to "label"`].filter(Boolean)
  if (renames.length > 0) return `Rename the column ${renames.join(' and ')}; other columns are ignored.`
  return 'Add the header path,label as the first line.'
}

function rowOf({ line, fields }: CsvRow, columns: Columns): ManifestRow {
  const raw = (fields[columns.path] ?? '').replaceAll('\\', '/')
  return {
    line,
    path: raw === '' ? '' : path.posix.normalize(raw),
    label: (fields[columns.label] ?? '').trim(),
    group: (fields[columns.group] ?? '').trim(),
  }
}

function problemOf(
  record: CsvRow,
  header: CsvRow,
  row: ManifestRow,
  seen: ReadonlyMap<string, number>,
): string | undefined {
  if (record.fields.length !== header.fields.length)
    return `has ${record.fields.length} fields where the header has ${header.fields.length}`
  if (row.path === '') return 'the path is missing'
  if (row.label === '') return `the label of ${row.path} is missing`
  if (path.posix.isAbsolute(row.path) || /^[a-z]:/i.test(row.path))
    return `${row.path} is absolute, but paths count from the folder of the manifest`
  if (row.path === '..' || row.path.startsWith('../'))
    return `${row.path} leaves the folder of the manifest; put the manifest above the images`
  const earlier = seen.get(row.path)
  return earlier === undefined ? undefined : `duplicate: ${row.path} is already listed in line ${earlier}`
}

function refuse(file: string, findings: readonly { line: number; text: string }[]): void {
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
