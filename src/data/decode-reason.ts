import { messageOf } from '../base/errors.ts'
import { codeOf } from '../base/file-errors.ts'

/** Larger images are refused before they fill the memory: 16,384 × 16,384. */
export const maxPixels = 2 ** 28

/** Of those whose numbers must be held at once, at four bytes each. */
export const maxDeepPixels = maxPixels / 4

/** An image that is larger than it may be. */
export class TooManyPixels extends Error {
  constructor(most: number, what = '') {
    super(`has more than ${Math.round(most / 1e6)} million pixels${what}; make it smaller`)
  }
}

const reasons: readonly (readonly [RegExp, string])[] = [
  [/pixel limit/i, new TooManyPixels(maxPixels).message],
  [
    /compression support is not configured/i,
    'is a TIFF whose compression is not read; save it with LZW, Deflate or none',
  ],
  [/unsupported image format/i, 'is not an image that can be read, whatever its name says'],
  [/premature end|unexpected end|read error|bad seek|corrupt|unable to parse/i, 'is damaged or cut off'],
  [/input file is missing/i, 'has disappeared since the folder was listed'],
]

/** Why an image did not decode, in words for its owner. */
export function reasonOf(error: unknown): string {
  if (error instanceof TooManyPixels) return error.message
  const code = codeOf(error)
  if (code === 'ENOENT') return 'has disappeared since the folder was listed'
  if (code === 'EACCES' || code === 'EPERM') return 'cannot be read: no permission'
  const text = error instanceof Error ? error.message : String(error)
  const known = reasons.find(([pattern]) => pattern.test(text))?.[1]
  return known ?? `does not decode: ${messageOf(error)}`
}
