import { UserError } from '../../base/errors.ts'
import { firstFew } from '../../base/file-errors.ts'

/** What a row says of its image. */
export interface Entry {
  readonly line: number
  /** As written. */
  readonly path: string
  readonly label: string | undefined
  readonly group: string
  readonly test: boolean
  readonly fold: number | undefined
}

/** A row whose file is known. */
export interface FiledEntry {
  readonly row: Entry
  readonly file: string
}

/** Each file once. Listed again with another label, group or split it is refused; told where it is just the same. */
export function withoutRepeats(
  table: string,
  found: readonly FiledEntry[],
): { kept: FiledEntry[]; notes: string[] } {
  const byFile = new Map<string, FiledEntry>()
  const conflicts: { line: number; text: string }[] = []
  const repeats: string[] = []
  for (const entry of found) {
    const { row, file } = entry
    const earlier = byFile.get(file)
    if (earlier === undefined) {
      byFile.set(file, entry)
      continue
    }
    const difference = differenceOf(earlier.row, row)
    if (difference === undefined) repeats.push(`${file} in lines ${earlier.row.line} and ${row.line}`)
    else
      conflicts.push({
        line: row.line,
        text: `${file} ${difference} (lines ${earlier.row.line} and ${row.line})`,
      })
  }
  const [first] = conflicts
  if (first !== undefined)
    throw new UserError(
      conflicts.length === 1
        ? first.text
        : `${conflicts.length} files are listed twice with different things said of them`,
      {
        where: `${table}:${first.line}`,
        details: conflicts.length === 1 ? [] : firstFew(conflicts.map(({ text }) => text)),
        next: 'Keep one row for each image; images with several labels are not supported.',
      },
    )
  const notes =
    repeats.length === 0
      ? []
      : [
          `${repeats.length} ${repeats.length === 1 ? 'row is' : 'rows are'} there twice and counted once, such as ${repeats[0]}`,
        ]
  return { kept: [...byFile.values()], notes }
}

function differenceOf(a: Entry, b: Entry): string | undefined {
  if (a.label !== b.label) return `is listed as "${a.label}" and as "${b.label}"`
  if (a.group !== b.group) return `is listed in the groups "${a.group}" and "${b.group}"`
  return a.test !== b.test || a.fold !== b.fold ? 'is listed in two splits' : undefined
}
