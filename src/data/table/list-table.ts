import path from 'node:path'
import type { Dataset, ImageFile, Skipped } from '../dataset.ts'
import { isImage, reasonToSkip } from '../extensions.ts'
import { byCodePoint } from '../order.ts'
import type { TableSource } from '../source.ts'
import { refuseClasses } from './classes.ts'
import { type Columns, columnsOf } from './columns.ts'
import { columnsSentence } from './columns-sentence.ts'
import { columnName } from './guess-columns.ts'
import { isUsual } from './known-names.ts'
import { labelsOf } from './labels.ts'
import { locate } from './locate.ts'
import { oneHotLabels } from './one-hot.ts'
import { readTable, type Table } from './read-table.ts'
import { type Entry, type FiledEntry, withoutRepeats } from './repeats.ts'
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
  const classes = [...new Set(kept.map(({ row }) => row.label ?? ''))].sort(byCodePoint)
  refuseClasses(table.file, classes, usable)
  const images = imagesOf(usable, classes)
  const unfolded = split?.fold === undefined ? [] : usable.filter(({ row }) => row.fold === undefined)
  const lost = [
    [unfolded.length, 'rows have no fold and are left out'],
    [unlabelled.length, 'rows have no label and are left out'],
    [located.missing.length, 'listed files do not exist and are left out'],
  ] as const
  const told = [
    ...notes,
    ...acrossTests(images),
    ...unreadSplits(table, columns),
    ...lost.flatMap(([count, what]) => (count === 0 ? [] : `${count} of ${entries.length} ${what}`)),
  ]
  return {
    root: source.root,
    kind: 'table',
    classes,
    images,
    skipped: [
      ...skippedFormats(kept),
      ...located.missing.map(({ row, reason }) => ({ file: row.path, reason: `${name}, ${reason}` })),
      ...unfolded.map(({ file, row }) => ({ file, reason: `has no fold in line ${row.line} of ${name}` })),
      ...unlabelled.map(row => ({ file: row.path, reason: `has no label in line ${row.line} of ${name}` })),
    ],
    reading: [
      ...columnsSentence(table, columns, { groups: countGroups(images), split: split?.said }),
      ...located.notes.map(note => `${name}: ${note}`),
    ],
    notes: [...table.notes, ...told.map(note => `${name}: ${note}`)],
    ...(split?.fold === undefined ? {} : { assigned: foldsOf(usable) }),
  }
}

function imagesOf(usable: readonly FiledEntry[], classes: readonly string[]): ImageFile[] {
  const labelOf = new Map(classes.map((label, place) => [label, place]))
  return usable
    .map(({ file, row: { label = '', group, test } }) => {
      const image = { file, label: labelOf.get(label) ?? 0 }
      if (group === '' && !test) return image
      return { ...image, ...(group === '' ? {} : { group }), ...(test ? { test } : {}) }
    })
    .sort((a, b) => a.label - b.label || byCodePoint(a.file, b.file))
}

const skippedFormats = (kept: readonly FiledEntry[]): Skipped[] =>
  kept
    .filter(({ file }) => !isImage(file))
    .map(({ file }) => ({ file, reason: reasonToSkip(file) ?? 'is not an image' }))

function foldsOf(usable: readonly FiledEntry[]): Record<string, number> {
  return Object.fromEntries(
    usable.flatMap(({ file, row: { fold } }) => (fold === undefined ? [] : [[file, fold] as const])),
  )
}

/** A person would be on both sides of the test. */
function acrossTests(images: readonly ImageFile[]): string[] {
  const inTest = new Set(images.flatMap(({ group, test }) => (test && group !== undefined ? group : [])))
  const both = new Set(images.flatMap(({ group = '', test }) => (!test && inTest.has(group) ? group : [])))
  const [first] = both
  if (first === undefined) return []
  return [`${both.size} groups have images in the test split and others outside it, such as ${first}`]
}

/** Only one column can say how the images are split. */
function unreadSplits({ names }: Table, { split }: Columns): string[] {
  if (split === undefined) return []
  const others = names.filter((name, place) => place !== split && isUsual('split', name))
  return others.map(
    name => `the column ${name} is not read, as ${columnName(names, split)} says how the images are split`,
  )
}

function countGroups(images: readonly ImageFile[]): number {
  const groups = new Set<string>()
  for (const { group } of images) if (group !== undefined) groups.add(group)
  return groups.size
}
