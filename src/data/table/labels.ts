import { UserError } from '../../base/errors.ts'
import { firstFew } from '../../base/file-errors.ts'
import { nearNames, spellings } from '../near-names.ts'
import { type LabelLines, refuseMeasurements, refuseSeveral } from './no-classes.ts'
import type { TableRecord } from './records.ts'

/** How texts become labels: `names` takes each as a class, whatever it looks like; a threshold makes two of numbers. */
export type LabelReading = 'names' | { readonly threshold: number }

/** The label of each row; undefined where it has none. */
export type Labels = readonly (string | undefined)[]

/** Where a label stands in the file, for messages. */
export interface LabelPlace {
  readonly file: string
  readonly rows: readonly TableRecord[]
}

const missing = /^(|nan|na|n\/a|<na>|null|unknown|unlabell?ed|\?)$/i

/** Texts of the label column as labels. Asks where they look like anything but names of classes: a UserError. */
export function labelsOf(place: LabelPlace, texts: readonly string[], reading?: LabelReading): Labels {
  const given = texts.map(text =>
    reading === 'names' ? text || undefined : missing.test(text) ? undefined : text,
  )
  refuseEmpty(place, given)
  if (typeof reading === 'object') return given.map((text, i) => sideOf(text, reading, place, i))
  const lines = linesOf(place, given)
  if (reading === undefined) {
    refuseMeasurements(place.file, lines, given.length)
    refuseSeveral(place.file, lines)
  }
  refuseNear(place.file, lines)
  return given
}

function linesOf({ rows }: LabelPlace, labels: Labels): LabelLines {
  const lines = new Map<string, number[]>()
  for (const [i, label] of labels.entries()) {
    if (label === undefined) continue
    const own = lines.get(label)
    if (own === undefined) lines.set(label, [rows[i]?.line ?? 0])
    else own.push(rows[i]?.line ?? 0)
  }
  return lines
}

/** Some rows may lack a label; where most do, it is another column that is meant. */
function refuseEmpty({ file, rows }: LabelPlace, labels: Labels): void {
  const empty = rows.filter((_, i) => labels[i] === undefined)
  if (empty.length <= rows.length / 2) return
  throw new UserError(`${empty.length} of ${rows.length} rows have no label`, {
    where: `${file}:${empty[0]?.line}`,
    details: firstFew(empty.map(({ line, fields }) => `line ${line}: ${fields.join(', ')}`)),
    next: 'Name another column, data.columns: { label: NAME }, or take out the rows without a label.',
  })
}

function sideOf(
  text: string | undefined,
  { threshold }: { threshold: number },
  { file, rows }: LabelPlace,
  row: number,
): string | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (Number.isFinite(value)) return value < threshold ? `below ${threshold}` : `${threshold} or more`
  throw new UserError(
    `Line ${rows[row]?.line}: "${text}" is no number, but data.labels.threshold divides numbers`,
    {
      where: `${file}:${rows[row]?.line}`,
      next: 'Correct this line, leave its label empty, or take data.labels out.',
    },
  )
}

/** Labels that a person cannot tell apart would be trained as classes of their own. */
function refuseNear(file: string, lines: LabelLines): void {
  const groups = nearNames([...lines.keys()])
  const [first] = groups
  if (first === undefined) return
  const told = groups.flatMap(names =>
    spellings(names).map((name, i) => {
      const own = lines.get(names[i] ?? '') ?? []
      return `${name}: ${own.length} ${own.length === 1 ? 'row' : 'rows'}, line ${own.slice(0, 3).join(', ')}${own.length > 3 ? ', …' : ''}`
    }),
  )
  throw new UserError(
    `${spellings(first).join(' and ')} look like one class written in ${first.length} ways${groups.length > 1 ? `, and so do ${groups.length - 1} more` : ''}`,
    {
      where: `${file}:${lines.get(first[1] ?? '')?.[0]}`,
      details: firstFew(told, 10),
      next: 'Write each class in one way.',
    },
  )
}
