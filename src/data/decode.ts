import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { availableParallelism, totalmem } from 'node:os'
import path from 'node:path'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { mapLimited } from '../base/concurrent.ts'
import { UserError } from '../base/errors.ts'
import { formatBytes } from '../text/format.ts'
import type { Dataset, ImageFile, Skipped } from './dataset.ts'
import { reasonOf } from './decode-reason.ts'
import { sureReadingOf } from './picture/look.ts'
import { isOneColour } from './picture/one-colour.ts'
import { readPicture } from './picture/read.ts'
import type { Reading } from './picture/reading.ts'
import type { Range } from './picture/rule.ts'

export interface DecodeOptions {
  /** What deep images hold as black and white; undefined: as their values suggest. */
  readonly range?: Range
  /** How deep images are read, where the whole data set was looked at before. */
  readonly reading?: Reading
  /** Images in flight; one per processor core unless told. */
  readonly concurrency?: number
  onProgress?(done: number, total: number): void
  readonly signal?: AbortSignal
}

export interface Decoded {
  /** Those that decode, in the data set's order. */
  readonly images: ImageFile[]
  /** [n, size, size, 3] on a SharedArrayBuffer of exactly that length. */
  readonly pixels: Uint8Array
  /** CRC-32 of each image's pixels, to tell which has changed. */
  readonly digests: number[]
  /** Places of images that decode to a single colour. */
  readonly oneColour: number[]
  /** How deep images were read. */
  readonly reading: Reading
  /** All that is left out: what listing skipped, then what does not decode. */
  readonly skipped: Skipped[]
  /** SHA-256 of names, labels and pixels: what anything computed from these images depends on. */
  readonly hash: string
}

/** Decodes a data set once, into one buffer that all workers can read. Files that fail are skipped and listed. */
export async function decodeAll(
  { root, images, skipped }: Pick<Dataset, 'root' | 'images' | 'skipped'>,
  size: number,
  { concurrency = availableParallelism(), onProgress, signal, range, reading: known }: DecodeOptions = {},
): Promise<Decoded> {
  // Images in parallel beat threads within an image, but Node runs only a few native tasks at once.
  const poolSize = Number(process.env.UV_THREADPOOL_SIZE ?? 4)
  sharp.concurrency(Math.ceil(availableParallelism() / Math.max(1, poolSize)))
  sharp.cache(false)
  const bytes = size * size * 3
  const all = allocate(images.length, size)
  const reading = known ?? (await sureReadingOf({ root, images }, range, { signal }))
  let done = 0
  const decode = (index: number) => {
    signal?.throwIfAborted()
    const place = all.subarray(index * bytes, (index + 1) * bytes)
    return decodeInto(place, path.join(root, images[index]?.file ?? ''), size, reading)
  }
  const reasons = await mapLimited(images, concurrency, async (_, index) => {
    const reason = await decode(index)
    onProgress?.(++done, images.length)
    return reason
  })
  // libvips keeps one error text for all threads: what failed says why only when tried again alone.
  for (const [index, reason] of reasons.entries())
    if (reason !== undefined) reasons[index] = await decode(index)
  const usable = images.filter((_, index) => reasons[index] === undefined)
  const pixels = keep(all, bytes, reasons, usable.length)
  const failed = images.flatMap(({ file }, index) => {
    const reason = reasons[index]
    return reason === undefined ? [] : [{ file, reason }]
  })
  const pixelsOf = (i: number) => pixels.subarray(i * bytes, (i + 1) * bytes)
  return {
    images: usable,
    pixels,
    digests: usable.map((_, i) => crc32(pixelsOf(i))),
    oneColour: [...usable.keys()].filter(i => isOneColour(pixelsOf(i))),
    reading,
    skipped: [...skipped, ...failed],
    hash: hashOfImages(usable, pixels),
  }
}

function allocate(count: number, size: number): Uint8Array {
  const bytes = count * size * size * 3
  try {
    if (bytes < totalmem()) return new Uint8Array(new SharedArrayBuffer(bytes))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  throw new UserError(
    `${count} images of ${size} × ${size} need ${formatBytes(bytes)} of memory, more than there is`,
    { where: 'data.imageSize', next: 'Use a smaller image size or fewer images.' },
  )
}

/** Writes an image into its place; the answer is why it could not. */
async function decodeInto(
  target: Uint8Array,
  file: string,
  size: number,
  reading: Reading,
): Promise<string | undefined> {
  try {
    if ((await stat(file)).size === 0) return 'is empty (0 bytes)'
    const picture = await readPicture(file, size, reading)
    if ('reason' in picture) return picture.reason
    target.set(picture.pixels)
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}

function keep(
  all: Uint8Array,
  bytes: number,
  reasons: readonly (string | undefined)[],
  usable: number,
): Uint8Array {
  if (usable === reasons.length) return all
  const kept = new Uint8Array(new SharedArrayBuffer(usable * bytes))
  let next = 0
  for (const [index, reason] of reasons.entries()) {
    if (reason !== undefined) continue
    kept.set(all.subarray(index * bytes, (index + 1) * bytes), next)
    next += bytes
  }
  return kept
}

function hashOfImages(images: readonly ImageFile[], pixels: Uint8Array): string {
  const hash = createHash('sha256').update(JSON.stringify(images))
  // In pieces: one update takes at most 2 GB.
  for (let start = 0; start < pixels.length; start += 2 ** 28)
    hash.update(pixels.subarray(start, start + 2 ** 28))
  return hash.digest('hex')
}
