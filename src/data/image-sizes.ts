import path from 'node:path'
import sharp from 'sharp'
import { mapLimited } from '../base/concurrent.ts'
import type { Dataset } from './dataset.ts'

/** Width and height of an image as it is shown, in pixels. */
export interface ImageSize {
  readonly width: number
  readonly height: number
}

/** Sizes of at most `count` images spread evenly over the data set, from their headers; unreadable ones are left out. */
export async function sampleSizes({ root, images }: Dataset, count: number): Promise<ImageSize[]> {
  const taken = Math.min(count, images.length)
  const sample = Array.from({ length: taken }, (_, i) => images[Math.floor((i * images.length) / taken)])
  const sizes = await mapLimited(sample, 8, async image => {
    if (image === undefined) return undefined
    const metadata = await sharp(path.join(root, image.file))
      .metadata()
      .catch(() => undefined)
    return metadata?.autoOrient
  })
  return sizes.filter(size => size !== undefined)
}
