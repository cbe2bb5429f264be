import { availableParallelism } from 'node:os'
import path from 'node:path'
import { mapLimited } from '../../base/concurrent.ts'
import type { Dataset, ImageFile } from '../dataset.ts'
import { checkReading, type KindFound, type Reading } from './reading.ts'
import { type Extent, type Range, ruleOf } from './rule.ts'
import { type Kind, type Numbers, storedAs } from './stored.ts'
import { extentOf, someValues, valuesOf } from './values.ts'

/** Images of a kind whose values are looked at, spread over the data set: enough to tell a scale. */
const sampled = 32
const valuesEach = 2048

type Found = Numbers & { readonly kind: Kind; readonly file: string }

/**
 * How a data set's deep images are to be read: by the range that the person said, or else by a rule for each kind.
 * Only these images are opened, and of others the first bytes.
 */
export async function readingOf(
  { root, images }: Pick<Dataset, 'root' | 'images'>,
  range?: Range,
  signal?: AbortSignal,
): Promise<Reading> {
  const found = await mapLimited(images, 2 * availableParallelism(), async image => {
    signal?.throwIfAborted()
    return numbersOf(root, image)
  })
  const deep = found.filter(numbers => numbers !== undefined)
  const kinds: KindFound[] = []
  for (const kind of [...new Set(deep.map(numbers => numbers.kind))].sort()) {
    const files = deep.filter(numbers => numbers.kind === kind)
    const rule = range === undefined ? await ruleFrom(kind, files, signal) : ({ by: 'said', range } as const)
    if (rule !== undefined) kinds.push({ kind, images: files.length, rule })
  }
  return { kinds, ...(range === undefined ? {} : { range }) }
}

/** Throws where too many images have no certain meaning. */
export async function sureReadingOf(
  dataset: Pick<Dataset, 'root' | 'images'>,
  range?: Range,
  { signal, asked }: { signal?: AbortSignal | undefined; asked?: '--range' } = {},
): Promise<Reading> {
  const reading = await readingOf(dataset, range, signal)
  checkReading(reading, dataset.images.length, asked)
  return reading
}

/** Whatever is wrong with a file is told when it is decoded. */
async function numbersOf(root: string, image: ImageFile): Promise<Found | undefined> {
  const file = path.join(root, image.file)
  const stored = await storedAs(file).catch(() => undefined)
  if (stored?.as !== 'numbers' || stored.kind === undefined) return undefined
  return { ...stored, kind: stored.kind, file }
}

/** Undefined where none of the sample can be read: why is told when it is decoded. */
async function ruleFrom(kind: Kind, files: readonly Found[], signal?: AbortSignal) {
  const count = Math.min(sampled, files.length)
  const sample = Array.from({ length: count }, (_, i) => files[Math.floor((i * files.length) / count)])
  const extents: Extent[] = []
  const values: number[] = []
  await mapLimited(sample, 2, async numbers => {
    signal?.throwIfAborted()
    if (numbers === undefined) return
    const all = await valuesOf(numbers.file, numbers).catch(() => undefined)
    const extent = all && extentOf(all, numbers)
    if (all === undefined || extent === undefined) return
    extents.push(extent)
    values.push(...someValues(all, numbers, valuesEach))
  })
  return extents.length === 0 ? undefined : ruleOf(kind, extents, values)
}
