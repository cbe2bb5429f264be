import { UserError } from '../../base/errors.ts'

/** One record of a table; `line` is where it starts, counted from 1. */
export interface TableRecord {
  readonly line: number
  readonly fields: readonly string[]
}

/** What separates the columns; a space stands for any run of spaces and tabs. */
export type Delimiter = ',' | ';' | '\t' | '|' | ' '

/** Text from some place on, and the line that begins there. */
export interface TableBody {
  readonly text: string
  readonly line: number
}

/**
 * Records of a table (RFC 4180: quoted fields, doubled quotes, line breaks inside quotes), with all kinds of line end
 * tolerated and blank lines left out. Unquoted fields are trimmed.
 */
export function recordsOf(body: TableBody, delimiter: Delimiter, file: string): Iterable<TableRecord> {
  return body.text.includes('"') ? quotedRecords(body, delimiter, file) : plainRecords(body, delimiter, file)
}

const lineEnd = /\r\n|\n|\r/g

/** Without quotes every line is a record: several times as fast. */
function* plainRecords(
  { text, line }: TableBody,
  delimiter: Delimiter,
  file: string,
): Generator<TableRecord> {
  const ends = new RegExp(lineEnd)
  for (let start = 0, number = line; start <= text.length; number++) {
    const match = ends.exec(text)
    const whole = text.slice(start, match?.index ?? text.length)
    start = match === null ? text.length + 1 : ends.lastIndex
    const fields = delimiter === ' ' ? whole.trim().split(/[ \t]+/) : whole.split(delimiter)
    for (let i = 0; i < fields.length; i++) fields[i] = fields[i]?.trim() ?? ''
    if (whole.length > mostCharacters) refuseLong(fields, file, number)
    if (fields.some(isFilled)) yield { line: number, fields }
  }
}

/** Of one field: no path and no label has as many. */
const mostCharacters = 10_000

function refuseLong(fields: readonly string[], file: string, line: number): void {
  const long = fields.find(({ length }) => length > mostCharacters)
  if (long === undefined) return
  throw new UserError(`A field has ${long.length} characters, where ${mostCharacters} are the most`, {
    where: `${file}:${line}`,
    next: 'Is a quote not closed, or is this no table of images?',
  })
}

const isFilled = (field: string) => field !== ''

function* quotedRecords(
  { text, line: first }: TableBody,
  delimiter: Delimiter,
  file: string,
): Generator<TableRecord> {
  let [line, start, at] = [first, first, 0]
  let fields: string[] = []
  const parts = fieldParts(delimiter)
  for (;;) {
    const field = quotedField(text, at, parts) ?? plainField(text, at, parts)
    if (field === undefined) throw quoteError(file, line)
    const { value, isQuoted, end } = field
    at = field.next
    if (value.length > mostCharacters) refuseLong([value], file, start)
    fields.push(isQuoted ? value.replaceAll('""', '"') : value.trim())
    const isEnd = end === '' || (delimiter === ' ' && at === text.length)
    const isLast = isEnd || /[\r\n]/.test(end)
    if (isQuoted) line += value.match(lineEnd)?.length ?? 0
    if (isLast && !isEnd) line++
    if (!isLast) continue
    if (fields.some(isFilled)) yield { line: start, fields }
    if (isEnd) return
    fields = []
    start = line
  }
}

interface Field {
  readonly value: string
  readonly isQuoted: boolean
  /** What divides it from the next one. */
  readonly end: string
  readonly next: number
}

interface FieldParts {
  /** What may stand before an opening quote, and the quote. */
  readonly open: RegExp
  readonly plain: RegExp
  readonly end: RegExp
}

/** Undefined: it begins without a quote, or does not end after its closing one. */
function quotedField(text: string, at: number, { open, end }: FieldParts): Field | undefined {
  const begin = matchAt(open, text, at)
  if (begin === undefined) return undefined
  const start = at + begin.length
  // Not by one pattern: of millions of quotes its memory would run over.
  let close = text.indexOf('"', start)
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2)
  const after = close < 0 ? undefined : matchAt(end, text, close + 1)
  if (after === undefined) return undefined
  const value = text.slice(start, close)
  return { value, isQuoted: true, end: after, next: close + 1 + after.length }
}

function plainField(text: string, at: number, { plain, end }: FieldParts): Field | undefined {
  const value = matchAt(plain, text, at) ?? ''
  const after = matchAt(end, text, at + value.length)
  if (after === undefined) return undefined
  return { value, isQuoted: false, end: after, next: at + value.length + after.length }
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

function fieldParts(delimiter: Delimiter): FieldParts {
  if (delimiter === ' ')
    return {
      open: /[ \t]*"/y,
      plain: /[ \t]*(?:[^"\s][^ \t\r\n]*|)/y,
      end: /[ \t]*(?:\r\n|\n|\r|$)|[ \t]+/y,
    }
  const one = delimiter === '|' ? '\\|' : delimiter
  const blank = delimiter === '\t' ? ' ' : ' \\t'
  return {
    open: new RegExp(`[${blank}]*"`, 'y'),
    plain: new RegExp(`[^"${one}\\r\\n][^${one}\\r\\n]*|`, 'y'),
    end: new RegExp(`[${blank}]*(?:${one}|\\r\\n|\\n|\\r|$)`, 'y'),
  }
}

function quoteError(file: string, line: number): UserError {
  return new UserError('A quoted field is not closed, or text follows its closing quote', {
    where: `${file}:${line}`,
    next: 'Put quotes around the whole field and double the quotes inside it: "a ""b"" c".',
  })
}
