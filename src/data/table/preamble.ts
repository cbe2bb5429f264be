import { imageExtensions } from '../extensions.ts'
import { mostFrequent } from './most-frequent.ts'
import { type Delimiter, recordsOf, type TableBody } from './records.ts'

/** What stands above the table itself. */
export interface Preamble {
  /** Excel's line `sep=;` */
  readonly delimiter?: Delimiter
  /** The last comment: some programs write the header so. */
  readonly comment?: TableBody
  readonly body: TableBody
}

const delimiters: readonly Delimiter[] = [',', '\t', ';', '|', ' ']
const imageAtStart = new RegExp(`^#[^,;\\t|]*\\.(${imageExtensions.join('|')})["\\s,;\\t|]`, 'i')

/** Takes blank lines, Excel's `sep=` and comments off the top. */
export function preambleOf(text: string): Preamble {
  let [start, line] = [0, 1]
  let delimiter: Delimiter | undefined
  let comment: TableBody | undefined
  for (;;) {
    const [whole = '', own = ''] = /^([^\r\n]*)(?:\r\n|\n|\r)/.exec(text.slice(start, start + 10_000)) ?? []
    if (whole === '') break
    const named = /^"?sep=(.)"?\s*$/i.exec(own)?.[1]
    if (named !== undefined) delimiter = delimiters.find(one => one === named)
    else if (own.startsWith('#') && !imageAtStart.test(own))
      comment = { text: own.replace(/^[#\s]+/, ''), line }
    else if (own.trim() !== '') break
    start += whole.length
    line++
  }
  return {
    ...(delimiter && { delimiter }),
    ...(comment && { comment }),
    body: { text: text.slice(start), line },
  }
}

const sampled = 40

/**
 * The delimiter that cuts the first records into equally many columns, two or more, and best into one that holds
 * names of images. A comma where none does: the reader then tells what is wrong.
 */
export function sniffDelimiter(body: TableBody): Delimiter {
  const scores = delimiters.map(delimiter => ({ delimiter, score: scoreOf(body, delimiter) }))
  const best = scores.reduce((a, b) => (b.score > a.score ? b : a))
  return best.score === 0 ? ',' : best.delimiter
}

function scoreOf(body: TableBody, delimiter: Delimiter): number {
  const records: (readonly string[])[] = []
  try {
    for (const { fields } of recordsOf(body, delimiter, '')) {
      if (records.push(fields) === sampled) break
    }
  } catch {
    // Quotes that are wrong with this delimiter may be right with another.
  }
  const widths = records.map(({ length }) => length)
  const usual = mostFrequent(widths)
  if (usual < 2) return 0
  const share = widths.filter(width => width === usual).length / widths.length
  const hasImages = Array.from({ length: usual }, (_, column) =>
    isImageColumn(records.slice(1).map(fields => fields[column] ?? '')),
  ).includes(true)
  // Words in file names and labels are no columns while anything else divides the lines.
  return share * (hasImages ? 1 : 0.5) * (delimiter === ' ' ? 0.4 : 1)
}

const image = new RegExp(`\\.(${imageExtensions.join('|')}|bmp|tga|heic|dcm)$`, 'i')

/** Whether a value looks like the name of an image file, read or not. */
export const looksLikeImage = (value: string) => image.test(value)

/** Nine of ten values look like names of image files. */
export function isImageColumn(values: readonly string[]): boolean {
  return values.length > 0 && values.filter(looksLikeImage).length >= 0.9 * values.length
}
