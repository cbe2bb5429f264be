import type { Orientation } from './orientations.ts'

/** Frequencies kept in each direction: what is left of a picture in a very small copy. */
const most = 8

/** How many numbers describe an image, and bits a hash: the lowest frequencies, the mean brightness (the first) too. */
export const frequencies = most * most

/** Writes the lowest frequencies [vertical, horizontal] of a square grey image: a discrete cosine transform. */
type Transform = (grey: Float64Array, into: Float32Array) => void

export function createTransform(side: number): Transform {
  const cosines = Float64Array.from({ length: most * side }, (_, i) => {
    const [frequency, place] = [Math.floor(i / side), i % side]
    return Math.cos(((2 * place + 1) * frequency * Math.PI) / (2 * side))
  })
  const partial = new Float64Array(most * side)
  return (grey, into) => {
    for (let v = 0; v < most; v++)
      for (let x = 0; x < side; x++) {
        let sum = 0
        for (let y = 0; y < side; y++) sum += (grey[y * side + x] ?? 0) * (cosines[v * side + y] ?? 0)
        partial[v * side + x] = sum
      }
    for (let v = 0; v < most; v++)
      for (let u = 0; u < most; u++) {
        let sum = 0
        for (let x = 0; x < side; x++) sum += (partial[v * side + x] ?? 0) * (cosines[u * side + x] ?? 0)
        into[v * most + u] = sum
      }
  }
}

/**
 * The middle of each frequency over the images [images, frequencies]. Bits cut there are as often 0 as 1, so that
 * hashes tell images apart where all look much alike (X-rays, one product on one background).
 */
export function middlesOf(all: Float32Array): Float32Array {
  const count = all.length / frequencies
  return Float32Array.from({ length: frequencies }, (_, frequency) => {
    const values = Float32Array.from(
      { length: count },
      (_, image) => all[image * frequencies + frequency] ?? 0,
    )
    return values.sort()[count >> 1] ?? 0
  })
}

/**
 * The perceptual hash of an image as it would look turned: a bit for each frequency above its middle (pHash, Zauner
 * 2010), without the mean brightness. Mirroring changes signs of frequencies, transposing their places.
 */
export function writeHash(
  values: Float32Array,
  middles: Float32Array,
  { isTransposed, flipX, flipY }: Orientation,
  into: Uint16Array,
): void {
  into.fill(0, 0, frequencies / 16)
  for (let v = 0; v < most; v++)
    for (let u = 0; u < most; u++) {
      const place = v * most + u
      if (place === 0) continue
      const value = values[isTransposed ? u * most + v : place] ?? 0
      const isNegated = (flipX && u % 2 === 1) !== (flipY && v % 2 === 1)
      if ((isNegated ? -value : value) > (middles[place] ?? 0))
        into[place >> 4] = (into[place >> 4] ?? 0) | (1 << (place & 15))
    }
}
