import { UserError } from '../base/errors.ts'

/** One record of a CSV file; `line` is where it starts, counted from 1. */
export interface CsvRow {
  readonly line: number
  readonly fields: readonly string[]
}

/**
 * Records of a CSV text (RFC 4180: quoted fields, doubled quotes, line breaks inside quotes), with the mark of
 * UTF-8 and both kinds of line end tolerated and blank lines left out. Unquoted fields are trimmed.
 */
export function parseCsv(text: string, file: string): CsvRow[] {
  const rows: CsvRow[] = []
  let line = 1
  let start = 1
  let fields: string[] = []
  const field = /(?:[ \t]*"([^"]*(?:""[^"]*)*)"[ \t]*|([^",\r\n][^,\r\n]*|))(,|\r\n|\n|\r|$)/y
  field.lastIndex = text.startsWith('\ufeff') ? 1 : 0
  for (;;) {
    const match = field.exec(text)
    if (match === null) throw quoteError(file, line)
    const [whole, quoted, plain = '', end] = match
    fields.push(quoted === undefined ? plain.trim() : quoted.replaceAll('""', '"'))
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0
    if (end === ',') continue
    if (fields.some(value => value !== '')) rows.push({ line: start, fields })
    if (end === '') return rows
    fields = []
    start = line
  }
}

function quoteError(file: string, line: number): UserError {
  return new UserError('A quoted field is not closed, or text follows its closing quote', {
    where: `${file}:${line}`,
    next: 'Put quotes around the whole field and double the quotes inside it: "a ""b"" c".',
  })
}
