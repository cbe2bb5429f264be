import { access, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../base/errors.ts'
import type { Dataset } from '../data/dataset.ts'
import { duplicateFindings } from '../data/duplicates/findings.ts'
import type { Duplicates } from '../data/duplicates/policies.ts'
import { duplicatesSentence, duplicateWarnings } from '../data/duplicates/words.ts'
import { type ImageSize, sampleSizes } from '../data/image-sizes.ts'
import { listDataset } from '../data/list-dataset.ts'
import { formatTable } from '../text/plain-table.ts'
import { choose, chooseSize, countClasses, medianSide } from './init-choices.ts'
import { type FileFacts, searchSpaceText } from './init-file.ts'
import { relativeTo, schemaFor } from './init-paths.ts'
import { reasonsFor } from './init-reasons.ts'
import { ownWeights } from './init-weights.ts'
import { lookAt } from './look.ts'

const seed = 7
const sampled = 64

export interface InitOptions {
  readonly output?: string
  /** A weight file of one's own. */
  readonly weights?: string
  readonly force?: boolean
  readonly quick?: boolean
}

/** Looks at the images of a folder or manifest and writes a search-space file that fits them. */
export async function initCommand(
  folder: string,
  { output, weights, force = false, quick = false }: InitOptions = {},
): Promise<number> {
  const name = nameOf(folder)
  const file = path.resolve(output ?? `${name}.yaml`)
  if (!force) await refuseExisting(file)
  const own = weights === undefined ? undefined : await ownWeights(weights)
  const listed = await listDataset({ path: folder })
  const sizes = await sampleSizes(listed, sampled)
  if (sizes.length === 0)
    throw new UserError(`None of ${Math.min(sampled, listed.images.length)} images can be opened`, {
      where: listed.root,
      next: 'Open one in a viewer: are they really images, and complete?',
    })
  const looked = quick ? undefined : await lookAt(listed, chooseSize(sizes, listed.images.length))
  const dataset = { ...listed, ...(looked && { images: looked.images, skipped: looked.skipped }) }
  const choices = choose(dataset, sizes, seed, looked?.duplicates.groups)
  const here = path.dirname(file)
  const facts: FileFacts = {
    name,
    dataPath: relativeTo(here, path.resolve(folder)),
    images: dataset.images.length,
    classes: dataset.classes.length,
    side: medianSide(sizes),
    seed,
    schema: schemaFor(here),
    ...(own && { weights: { ...own, file: relativeTo(here, own.file) } }),
    ...(looked && { duplicates: looked.duplicates.groups.length }),
  }
  await write(file, searchSpaceText(facts, choices), force)
  const found = looked === undefined ? [] : duplicateLines(dataset, looked.duplicates)
  const reasons = formatTable(['', ''], reasonsFor(facts, choices)).replace(/^/gm, '  ')
  process.stdout.write(
    `${summary(dataset, sizes, path.relative('.', file), found, reasons, own === undefined).join('\n')}\n`,
  )
  return 0
}

/** A name fit for folders: the data folder's, or the manifest's without its ending. */
function nameOf(folder: string): string {
  const base = path.basename(path.resolve(folder)).replace(/\.csv$/i, '')
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
  written: string,
  found: readonly string[],
  reasons: string,
  isFetched: boolean,
): string[] {
  const { images, classes } = dataset
  const quoted = /\s/.test(written) ? `"${written}"` : written
  return [
    `${images.length} images in ${classes.length} classes`,
    ...classLines(dataset),
    `Shorter sides of about ${medianSide(sizes)} pixels (${sizes.length} images looked at)`,
    ...found,
    ...skippedLines(dataset),
    '',
    `Wrote ${written}:`,
    reasons,
    '',
    'Next:',
    `  nightsweep plan ${quoted}   what would happen`,
    `  nightsweep run ${quoted}    ${isFetched ? 'fetches the official weights once, then starts' : 'starts'}`,
  ]
}

/** The classes with their counts, the largest and smallest where there are many. */
function classLines(dataset: Dataset): string[] {
  const counts = countClasses(dataset)
  const order = [...counts.keys()].sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0))
  const width = Math.min(30, Math.max(...dataset.classes.map(name => name.length)))
  const line = (label: number) =>
    `  ${(dataset.classes[label] ?? '').padEnd(width)} ${String(counts[label]).padStart(6)}`
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
