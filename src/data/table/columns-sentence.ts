import path from 'node:path'
import type { Columns } from './columns.ts'
import { columnName } from './guess-columns.ts'
import type { Table } from './read-table.ts'

/** "labels.csv: path from image_id, label from dx, group from lesion_id (7,470 groups)"; nothing where nothing was guessed. */
export function columnsSentence(
  { file, names, hasHeader }: Table,
  { path: image, label, group, guessed }: Columns,
  { groups, split }: { groups: number; split: string | undefined },
): string[] {
  if (guessed.length === 0 && split === undefined) return []
  const nameOf = (place: number) => columnName(names, place)
  const labels =
    typeof label === 'number'
      ? nameOf(label)
      : `the 1 in ${label.slice(0, 4).map(nameOf).join(', ')}${label.length > 4 ? ', …' : ''}`
  return [
    [
      `${path.basename(file)}: ${hasHeader ? '' : 'no header, '}path from ${nameOf(image)}`,
      `label from ${labels}`,
      ...(group === undefined
        ? []
        : [`group from ${nameOf(group)} (${groups.toLocaleString('en-US')} groups)`]),
      ...(split === undefined ? [] : [split]),
    ].join(', '),
  ]
}
