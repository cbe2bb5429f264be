import type { Dataset, ImageFile, Skipped } from '../dataset.ts'
import { decodeAll } from '../decode.ts'
import { sureReadingOf } from '../picture/look.ts'
import { type PictureNote, pictureNotes } from '../picture/notes.ts'
import type { Range } from '../picture/rule.ts'
import { findDuplicates } from './find.ts'
import { createMarks } from './marks.ts'
import type { Duplicates } from './policies.ts'

/** Images that are decoded at a time: little memory, however many there are. */
const chunk = 256

export interface LookedAt {
  /** Those that decode. */
  readonly images: readonly ImageFile[]
  readonly skipped: readonly Skipped[]
  /** What a person should know of how they were read. */
  readonly pictureNotes: readonly PictureNote[]
  /** By their places in `images`: what the host will find at this size. */
  readonly duplicates: Duplicates
}

/** Decodes a whole data set, keeping only what duplicates are found by. */
export async function lookAtImages(
  dataset: Dataset,
  size: number,
  onProgress: (done: number, total: number) => void,
  range?: Range,
): Promise<LookedAt> {
  const { images: listed } = dataset
  const bytes = size * size * 3
  const reading = await sureReadingOf(dataset, range)
  const marks = createMarks(listed.length, size)
  const images: ImageFile[] = []
  const oneColour: number[] = []
  const skipped: Skipped[] = [...dataset.skipped]
  for (let start = 0; start < listed.length; start += chunk) {
    onProgress(start, listed.length)
    const part = { ...dataset, images: listed.slice(start, start + chunk), skipped: [] }
    const decoded = await decodeAll(part, size, { reading })
    oneColour.push(...decoded.oneColour.map(place => images.length + place))
    for (const place of decoded.images.keys())
      marks.add(decoded.pixels.subarray(place * bytes, (place + 1) * bytes))
    images.push(...decoded.images)
    skipped.push(...decoded.skipped)
  }
  const duplicates = await findDuplicates(marks)
  onProgress(listed.length, listed.length)
  const notes = pictureNotes(reading, images, oneColour, dataset.classes)
  return { images, skipped, pictureNotes: notes, duplicates }
}
