import { UserError } from '../../base/errors.ts'
import { firstFew } from '../../base/file-errors.ts'

/** The lines of each label. */
export type LabelLines = ReadonlyMap<string, readonly number[]>

const asNames = 'data: { labels: names }'

/** Refuses numbers that are probabilities or measurements rather than numbers of classes. */
export function refuseMeasurements(file: string, lines: LabelLines, rows: number): void {
  const texts = [...lines.keys()]
  const values = texts.map(Number)
  if (texts.length === 0 || values.some(value => !Number.isFinite(value))) return
  const distinct = [...new Set(values)].sort((a, b) => a - b)
  const areWhole = distinct.every(Number.isInteger)
  if (areWhole && (distinct.length < 20 || distinct.length <= rows / 5)) return
  const [least = 0, most = 0] = [distinct[0], distinct.at(-1)]
  const kind = !areWhole && least >= 0 && most <= 1 ? 'probabilities' : 'measurements'
  const some = distinct.length <= 6 ? distinct : [...distinct.slice(0, 5), '…', most]
  const middle = distinct[Math.floor(distinct.length / 2)] ?? most
  throw new UserError(
    `The labels look like ${kind}, not like classes: ${distinct.length} values from ${least} to ${most}`,
    {
      where: `${file}:${lines.get(texts[0] ?? '')?.[0]}`,
      details: [`values: ${some.join(', ')}`],
      next: `Write data: { labels: { threshold: ${kind === 'probabilities' ? 0.5 : middle} } } to make two classes of them, ${asNames} if each value is a class, or name another column: data.columns: { label: NAME }.`,
    },
  )
}

const separators = ['|', ';', ','] as const

/** Refuses texts that hold several labels at once. */
export function refuseSeveral(file: string, lines: LabelLines): void {
  const texts = [...lines.keys()]
  const lists = texts.filter(text => /^\[.*\]$/s.test(text))
  if (lists.length > 0) throw severalLabels(file, lines, lists)
  for (const separator of separators) {
    const joined = texts.filter(text => text.includes(separator))
    if (joined.length > 0 && share(texts, joined, separator)) throw severalLabels(file, lines, joined)
  }
  const spaced = texts.filter(text => text.includes(' '))
  const words = new Set(texts.flatMap(text => text.split(' ')))
  if (spaced.length > 10 && 2 * words.size < texts.length) throw severalLabels(file, lines, spaced)
}

/** A part that is a label by itself, or part of two, is a label and not a piece of a name. */
function share(texts: readonly string[], joined: readonly string[], separator: string): boolean {
  const seen = new Set(texts.filter(text => !text.includes(separator)))
  for (const text of joined)
    for (const part of new Set(text.split(separator).map(one => one.trim()))) {
      if (seen.has(part)) return true
      seen.add(part)
    }
  return false
}

function severalLabels(file: string, lines: LabelLines, texts: readonly string[]): UserError {
  const rows = texts.reduce((sum, text) => sum + (lines.get(text)?.length ?? 0), 0)
  return new UserError(
    `${rows === 1 ? '1 row has' : `${rows} rows have`} several labels, but each image can have only one`,
    {
      where: `${file}:${lines.get(texts[0] ?? '')?.[0]}`,
      details: firstFew(texts.map(text => `line ${lines.get(text)?.[0]}: ${text}`)),
      next: `Leave one label in each row, or write ${asNames} if each such text is the name of one class.`,
    },
  )
}
