/** Pixels to each side that a detail is measured against. */
const reach = 2

/**
 * Details fainter than this, in grey levels (root mean square), are lost in noise and compression: plain images are not
 * compared.
 */
const faintest = 0.5

/**
 * Writes what a thumbnail [side, side] shows beyond its own blur, scaled to −127 … 127; false if it is too plain to be
 * compared. Shades and backgrounds, in which photos of one place agree, drop out.
 */
type Detailer = (grey: Float64Array, into: Int8Array) => boolean

export function createDetailer(side: number): Detailer {
  const details = new Float64Array(side * side)
  return (grey, into) => {
    let squares = 0
    let most = 0
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const detail = (grey[y * side + x] ?? 0) - meanAround(grey, side, y, x)
        details[y * side + x] = detail
        squares += detail * detail
        most = Math.max(most, Math.abs(detail))
      }
    if (Math.sqrt(squares / details.length) < faintest) return false
    for (let i = 0; i < details.length; i++) into[i] = Math.round(((details[i] ?? 0) * 127) / most)
    return true
  }
}

/** How well the details of two images agree, from −1 to 1: the cosine of the angle between them. */
export function agreement(a: Int8Array, b: Int8Array): number {
  let product = 0
  let squaresA = 0
  let squaresB = 0
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? 0
    const y = b[i] ?? 0
    product += x * y
    squaresA += x * x
    squaresB += y * y
  }
  return product / Math.sqrt(squaresA * squaresB)
}

function meanAround(grey: Float64Array, side: number, y: number, x: number): number {
  const [top, bottom] = [Math.max(0, y - reach), Math.min(side - 1, y + reach)]
  const [left, right] = [Math.max(0, x - reach), Math.min(side - 1, x + reach)]
  let sum = 0
  for (let row = top; row <= bottom; row++)
    for (let column = left; column <= right; column++) sum += grey[row * side + column] ?? 0
  return sum / ((bottom - top + 1) * (right - left + 1))
}
