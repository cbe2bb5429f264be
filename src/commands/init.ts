import { access, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { UserError } from '../base/errors.ts'
import { visible } from '../base/visible.ts'
import { sampleSizes } from '../data/image-sizes.ts'
import { readingNotes } from '../data/picture/notes.ts'
import { toldOf } from '../data/told.ts'
import { formatTable } from '../text/plain-table.ts'
import { choose, chooseSize, medianSide } from './init-choices.ts'
import { type FileFacts, searchSpaceText } from './init-file.ts'
import { relativeTo, schemaFor } from './init-paths.ts'
import { proposeRange } from './init-range.ts'
import { readImages } from './init-reading.ts'
import { reasonsFor } from './init-reasons.ts'
import { duplicateLines, summary } from './init-summary.ts'
import { noneRead } from './init-unread.ts'
import { ownWeights } from './init-weights.ts'
import { lookAt } from './look.ts'

const seed = 7
const sampled = 64
/** Enough to see whether images can be read. */
const smallSize = 32

export interface InitOptions {
  readonly output?: string
  /** A weight file of one's own. */
  readonly weights?: string
  readonly force?: boolean
  readonly quick?: boolean
}

/** Looks at the images of a folder or table and writes a search-space file that fits them. */
export async function initCommand(
  folder: string,
  { output, weights, force = false, quick = false }: InitOptions = {},
): Promise<number> {
  const name = nameOf(folder)
  const file = path.resolve(output ?? `${name}.yaml`)
  if (!force) await refuseExisting(file)
  const own = weights === undefined ? undefined : await ownWeights(weights)
  const here = path.dirname(file)
  const { listed, keys, lines } = await readImages(folder, here)
  const sizes = await sampleSizes(listed, sampled)
  if (sizes.length === 0) throw noneRead(listed, (await lookAt(listed, smallSize)).skipped)
  const proposed = await proposeRange(listed)
  const looked = quick
    ? undefined
    : await lookAt(listed, chooseSize(sizes, listed.images.length), proposed.range)
  if (looked?.images.length === 0) throw noneRead(listed, looked.skipped)
  const dataset = { ...listed, ...(looked && { images: looked.images, skipped: looked.skipped }) }
  const choices = choose(dataset, sizes, seed, looked?.duplicates.groups)
  const facts: FileFacts = {
    name,
    dataPath: relativeTo(here, path.resolve(folder)),
    reading: keys,
    images: dataset.images.length,
    testImages: dataset.images.filter(({ test }) => test).length,
    classes: dataset.classes.length,
    side: medianSide(sizes),
    seed,
    rangeLines: proposed.lines,
    schema: schemaFor(here),
    ...(own && { weights: { ...own, file: relativeTo(here, own.file) } }),
    ...(looked && { duplicates: looked.duplicates.groups.length }),
  }
  await write(file, searchSpaceText(facts, choices), force)
  const pictureNotes = looked?.pictureNotes ?? readingNotes(proposed.reading)
  const found = [
    ...toldOf(listed, pictureNotes).map(({ level, text }) =>
      level === 'warning' ? `  warning: ${text}` : text,
    ),
    ...(looked === undefined ? [] : duplicateLines(dataset, looked.duplicates)),
  ]
  const reasons = formatTable(['', ''], reasonsFor(facts, choices))
    .split('\n')
    .map(line => `  ${line}`)
  const account = summary(dataset, sizes, path.relative('.', file), found, reasons, own === undefined)
  process.stdout.write(`${[...lines, ...account].map(visible).join('\n')}\n`)
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
