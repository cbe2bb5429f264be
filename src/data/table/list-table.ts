import path from 'node:path'
import type { Dataset, Skipped } from '../dataset.ts'
import { isImage, reasonToSkip } from '../extensions.ts'
import { byCodePoint } from '../order.ts'
import type { TableSource } from '../source.ts'
import { refuseClasses } from './classes.ts'
import { columnsOf } from './columns.ts'
import { columnsSentence } from './columns-sentence.ts'
import { labelsOf } from './labels.ts'
import { locate } from './locate.ts'
import { oneHotLabels } from './one-hot.ts'
import { readTable } from './read-table.ts'
import { type Entry, withoutRepeats } from './repeats.ts'
import { splitOf } from './split.ts'

/** Lists the images of a table with a row per image. Opens no image. */
export async function listTable(source: TableSource): Promise<Dataset> {
  const table = await readTable(source.table)
  const name = path.basename(table.file)
  const columns = columnsOf(table, source.columns ?? {})
  const cell = (row: number, place: number) => table.rows[row]?.fields[place] ?? ''
  const texts = (place: number) => table.rows.map((_, row) => cell(row, place))
  const labels =
    typeof columns.label === 'number'
      ? labelsOf(table, texts(columns.label), source.labels)
      : oneHotLabels(table, columns.label)
  const split =
    columns.split === undefined
      ? undefined
      : splitOf(table, columns.split, typeof (source.columns?.split ?? false) !== 'boolean')
  const entries = table.rows.map(
    ({ line }, row): Entry => ({
      line,
      path: cell(row, columns.path),
      label: labels[row],
      group: columns.group === undefined ? '' : cell(row, columns.group),
      test: split?.test[row] ?? false,
      fold: split?.fold?.[row],
    }),
  )
  const unlabelled = entries.filter(({ label }) => label === undefined)
  const place = { table: table.file, root: source.root, allowOutside: source.allowOutside ?? false }
  const located = await locate(
    entries.filter(({ label }) => label !== undefined),
    place,
  )
  const { kept, notes } = withoutRepeats(table.file, located.found)
  const usable = kept.filter(({ file }) => isImage(file))
  const classes = [...new Set(kept.map(({ label }) => label))].sort(byCodePoint)
  refuseClasses(table.file, classes, usable)
  const labelOf = new Map(classes.map((label, place) => [label, place]))
  const images = usable
    .map(({ file, label, group, test }) => ({
      file,
      label: labelOf.get(label) ?? 0,
      ...(group === '' ? {} : { group }),
      ...(test ? { test } : {}),
    }))
    .sort((a, b) => a.label - b.label || byCodePoint(a.file, b.file))
  const folds = usable.flatMap(({ file, fold }) => (fold === undefined ? [] : [[file, fold] as const]))
  const skipped: Skipped[] = [
    ...kept
      .filter(({ file }) => !isImage(file))
      .map(({ file }) => ({ file, reason: reasonToSkip(file) ?? 'is not an image' })),
    ...located.missing.map(({ row, reason }) => ({
      file: row.path,
      reason: `is left out, ${name} ${reason}`,
    })),
    ...unlabelled.map(row => ({ file: row.path, reason: `has no label in line ${row.line} of ${name}` })),
  ]
  return {
    root: source.root,
    kind: 'table',
    classes,
    images,
    skipped,
    notes: [
      ...table.notes,
      ...columnsSentence(table, columns, { groups: countGroups(images), split: split?.said }),
      ...located.notes.map(note => `${name}: ${note}`),
      ...notes.map(note => `${name}: ${note}`),
      ...(unlabelled.length === 0
        ? []
        : [`${name}: ${unlabelled.length} of ${entries.length} rows have no label and are left out`]),
      ...(located.missing.length === 0
        ? []
        : [
            `${name}: ${located.missing.length} of ${entries.length} listed files do not exist and are left out`,
          ]),
    ],
    ...(split?.fold === undefined ? {} : { assigned: Object.fromEntries(folds) }),
  }
}

const countGroups = (images: readonly { readonly group?: string }[]) =>
  new Set(images.flatMap(({ group }) => group ?? [])).size
