/** Pixels of a thumbnail's side; smaller images keep their own. */
const mostSide = 32

/** Makes grey thumbnails of RGB images [size, size, 3]. */
interface Thumbnailer {
  readonly side: number
  /** Luminance [side, side] from 0 to 255, averaged over areas. The same array each time. */
  make(pixels: Uint8Array): Float64Array
}

export function createThumbnailer(size: number): Thumbnailer {
  const side = Math.min(mostSide, size)
  const { first, share } = shares(size, side)
  const row = new Float64Array(side + 1)
  const grey = new Float64Array(side * side)
  return {
    side,
    make(pixels) {
      grey.fill(0)
      for (let y = 0, at = 0; y < size; y++) {
        row.fill(0)
        for (let x = 0; x < size; x++, at += 3) {
          const luminance =
            0.299 * (pixels[at] ?? 0) + 0.587 * (pixels[at + 1] ?? 0) + 0.114 * (pixels[at + 2] ?? 0)
          const bin = first[x] ?? 0
          const here = luminance * (share[x] ?? 0)
          row[bin] = (row[bin] ?? 0) + here
          row[bin + 1] = (row[bin + 1] ?? 0) + luminance - here
        }
        const bin = first[y] ?? 0
        const here = share[y] ?? 0
        for (let x = 0; x < side; x++) {
          const value = row[x] ?? 0
          const upper = bin * side + x
          grey[upper] = (grey[upper] ?? 0) + value * here
          if (here < 1) grey[upper + side] = (grey[upper + side] ?? 0) + value * (1 - here)
        }
      }
      const area = (size / side) ** 2
      for (let i = 0; i < grey.length; i++) grey[i] = (grey[i] ?? 0) / area
      return grey
    },
  }
}

/** Of each pixel the bin in which it begins, and its part that lies there; the rest lies in the next. */
function shares(size: number, side: number): { first: Int32Array; share: Float64Array } {
  const first = new Int32Array(size)
  const share = new Float64Array(size)
  for (let i = 0; i < size; i++) {
    const bin = Math.floor((i * side) / size)
    first[i] = bin
    // In pixels: where the next bin begins, less where this pixel does.
    share[i] = Math.min(1, ((bin + 1) * size) / side - i)
  }
  return { first, share }
}
