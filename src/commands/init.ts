import { access, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../base/errors.ts'
import { byNumbers } from '../base/natural-order.ts'
import { visible } from '../base/visible.ts'
import type { Dataset } from '../data/dataset.ts'
import { duplicateFindings } from '../data/duplicates/findings.ts'
import type { Duplicates } from '../data/duplicates/policies.ts'
import { duplicatesSentence, duplicateWarnings } from '../data/duplicates/words.ts'
import { type ImageSize, sampleSizes } from '../data/image-sizes.ts'
import { listDataset } from '../data/list-dataset.ts'
import { offeredSource } from '../data/offered-source.ts'
import { readingNotes } from '../data/picture/notes.ts'
import { widthOf } from '../text/width.ts'
import { type Choices, choose, chooseSize, countClasses, medianSide } from './init-choices.ts'
import { searchSpaceText } from './init-file.ts'
import { proposeRange } from './init-range.ts'
import { readingKeys, readingLines } from './init-source.ts'
import { findTable, keysOfTable, tableLines } from './init-table.ts'
import { lookAt } from './look.ts'

const seed = 7
const sampled = 64

/** Looks at the images of a folder or table and writes a search-space file that fits them. */
export async function initCommand(
  folder: string,
  { output, force = false, quick = false }: { output?: string; force?: boolean; quick?: boolean } = {},
): Promise<number> {
  const name = nameOf(folder)
  const file = path.resolve(output ?? `${name}.yaml`)
  if (!force) await refuseExisting(file)
  const table = await findTable(folder)
  const offered = table === undefined ? await offeredSource(folder) : undefined
  const listed = table?.dataset ?? (await listDataset(offered?.source ?? { path: folder }))
  const from = path.dirname(file)
  const keys = offered === undefined ? await keysOfTable(table, from) : readingKeys(offered, from)
  const sizes = await sampleSizes(listed, sampled)
  if (sizes.length === 0)
    throw new UserError(`None of ${Math.min(sampled, listed.images.length)} images can be opened`, {
      where: listed.root,
      next: 'Open one in a viewer: are they really images, and complete?',
    })
  const proposed = await proposeRange(listed)
  const looked = quick
    ? undefined
    : await lookAt(listed, chooseSize(sizes, listed.images.length), proposed.range)
  const dataset = { ...listed, ...(looked && { images: looked.images, skipped: looked.skipped }) }
  const choices = choose(dataset, sizes, seed, looked?.duplicates.groups)
  const text = searchSpaceText(
    {
      name,
      dataPath: path.relative(path.dirname(file), path.resolve(folder)).replaceAll('\\', '/') || '.',
      reading: keys,
      images: dataset.images.length,
      hasTest: dataset.images.some(({ test }) => test),
      classes: dataset.classes.length,
      side: medianSide(sizes),
      seed,
      rangeLines: proposed.lines,
      ...(looked && { duplicates: looked.duplicates.groups.length }),
    },
    choices,
  )
  await write(file, text, force)
  const pictureNotes = looked?.pictureNotes ?? readingNotes(proposed.reading)
  const found = [
    ...(listed.reading ?? []),
    ...(listed.notes ?? []).map(note => `  warning: ${note}`),
    ...pictureNotes.map(({ level, text }) => (level === 'warning' ? `  warning: ${text}` : text)),
    ...(looked === undefined ? [] : duplicateLines(dataset, looked.duplicates)),
  ]
  const account = summary(dataset, sizes, choices, path.relative('.', file), found)
  const told = offered === undefined ? tableLines(table) : readingLines(offered, keys)
  process.stdout.write(`${[...told, ...account].map(visible).join('\n')}\n`)
  return 0
}

/** A name fit for folders: the data folder's, or the table's without its ending. */
function nameOf(folder: string): string {
  const base = path.basename(path.resolve(folder)).replace(/\.(csv|tsv|tab|txt)$/i, '')
  return base.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|[-.]+$/g, '') || 'photos'
}

async function refuseExisting(file: string): Promise<void> {
  const exists = await access(file).then(
    () => true,
    () => false,
  )
  if (exists) throw alreadyThere(file)
}

async function write(file: string, text: string, force: boolean): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text, { flag: force ? 'w' : 'wx' })
  } catch (cause) {
    throw new UserError(`The file cannot be written (${cause instanceof Error ? cause.message : cause})`, {
      where: file,
      next: 'Choose another place with --output.',
      cause,
    })
  }
}

function alreadyThere(file: string): UserError {
  return new UserError('This file is already there', {
    where: file,
    next: 'Choose another name with --output, or overwrite it with --force.',
  })
}

/** What was found, and which labels cannot be right. */
function duplicateLines({ images, classes }: Dataset, duplicates: Duplicates): string[] {
  const handling = { policy: 'group', hasFixedFolds: false } as const
  const findings = duplicateFindings(duplicates, images, classes, { k: 1, of: images.map(() => 0) })
  const sentence = duplicatesSentence(findings.groups, handling)
  return [
    ...(sentence === '' ? [] : [`${sentence}; nightsweep plan lists them`]),
    ...duplicateWarnings(findings, handling).map(warning => `  warning: ${warning}`),
  ]
}

function summary(
  dataset: Dataset,
  sizes: readonly ImageSize[],
  choices: Choices,
  written: string,
  found: readonly string[],
): string[] {
  const { images, classes } = dataset
  const { imageSize, k, holdout, metric, grouped } = choices
  const quoted = /\s/.test(written) ? `"${written}"` : written
  return [
    `${images.length} images in ${classes.length} classes`,
    ...classLines(dataset),
    `Shorter sides of about ${medianSide(sizes)} pixels (${sizes.length} images looked at)`,
    ...found,
    ...skippedLines(dataset),
    '',
    `Wrote ${written}: ${imageSize} × ${imageSize} pixels, ${k} ${grouped ? 'grouped ' : ''}folds, ${heldText(dataset, holdout)}, best ${metric} wins`,
    '',
    'Next:',
    `  nightsweep plan ${quoted}   what would happen`,
    `  nightsweep run ${quoted}    fetches the official weights once, then starts`,
  ]
}

function heldText({ images }: Dataset, holdout: number): string {
  const tests = images.filter(({ test }) => test).length
  if (tests > 0) return `${tests} test images held out`
  return holdout > 0 ? `${holdout * 100} % held out` : 'nothing held out'
}

/** The classes with their counts, the largest and smallest where there are many. */
function classLines(dataset: Dataset): string[] {
  const counts = countClasses(dataset)
  const nameOf = (label: number) => visible(dataset.classes[label] ?? '')
  const order = [...counts.keys()].sort(
    (a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || byNumbers(nameOf(a), nameOf(b)),
  )
  const width = Math.min(30, Math.max(...order.map(label => widthOf(nameOf(label)))))
  const line = (label: number) =>
    `  ${nameOf(label)}${' '.repeat(Math.max(0, width - widthOf(nameOf(label))))} ${String(counts[label]).padStart(6)}`
  const [most, least] = [Math.max(...counts), Math.min(...counts)]
  const balance =
    most >= 1.5 * least ? [`  Uneven: the largest class is ${(most / least).toFixed(1)} × the smallest`] : []
  if (order.length <= 12) return [...order.map(line), ...balance]
  return [...order.slice(0, 5).map(line), '  …', ...order.slice(-5).map(line), ...balance]
}

function skippedLines({ skipped }: Dataset): string[] {
  if (skipped.length === 0) return []
  const few = skipped.slice(0, 5).map(({ file, reason }) => `  ${file} ${reason}`)
  const more = skipped.length > few.length ? [`  … and ${skipped.length - few.length} more`] : []
  return [`${skipped.length} ${skipped.length === 1 ? 'file is' : 'files are'} left out:`, ...few, ...more]
}
