import { visible } from '../base/visible.ts'
import { widthOf } from './width.ts'

/** Rows as aligned columns, two spaces apart; numbers (by their look) to the right. Nothing in a cell moves the cursor. */
export function formatTable(header: readonly string[], raw: readonly (readonly string[])[]): string {
  const rows = raw.map(row => row.map(visible))
  const all = header.some(title => title !== '') ? [header, ...rows] : rows
  const widths = header.map((_, column) => Math.max(...all.map(row => widthOf(row[column] ?? ''))))
  const isNumeric = header.map(
    (_, column) => rows.length > 0 && rows.every(row => looksNumeric(row[column] ?? '')),
  )
  return all
    .map(row =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0, isNumeric[column] ?? false))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const looksNumeric = (text: string) => /^[\d.,±%×+–-]*( ?(B|KB|MB|GB|TB|s|ms))?$/.test(text)

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)))
  return right ? space + text : text + space
}
