import { createHash } from 'node:crypto'
import { createDetailer } from './details.ts'
import { createTransform, frequencies } from './frequencies.ts'
import { createThumbnailer } from './thumbnail.ts'

/** What is kept of images to compare them by: about 1.3 kB each. */
export interface Marks {
  /** Of a thumbnail, in pixels. */
  readonly side: number
  /** Of all pixels. */
  readonly checksums: readonly string[]
  /** The lowest frequencies of an image. */
  frequenciesOf(image: number): Float32Array
  /** The details of its thumbnail [side, side]. */
  detailsOf(image: number): Int8Array
  /** It has no details to compare. */
  isPlain(image: number): boolean
}

/** Takes the marks of up to `most` images as their pixels come, RGB [size, size, 3]. */
export function createMarks(most: number, size: number): Marks & { add(pixels: Uint8Array): void } {
  const { side, make } = createThumbnailer(size)
  const transform = createTransform(side)
  const writeDetails = createDetailer(side)
  const area = side * side
  const checksums: string[] = []
  const values = new Float32Array(most * frequencies)
  const details = new Int8Array(most * area)
  const plain = new Uint8Array(most)
  const frequenciesOf = (image: number) => values.subarray(image * frequencies, (image + 1) * frequencies)
  const detailsOf = (image: number) => details.subarray(image * area, (image + 1) * area)
  return {
    side,
    checksums,
    frequenciesOf,
    detailsOf,
    isPlain: image => plain[image] === 1,
    add(pixels) {
      const image = checksums.push(createHash('sha256').update(pixels).digest('base64')) - 1
      const grey = make(pixels)
      transform(grey, frequenciesOf(image))
      plain[image] = writeDetails(grey, detailsOf(image)) ? 0 : 1
    },
  }
}
