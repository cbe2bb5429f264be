import sharp from 'sharp'
import { maxDeepPixels, maxPixels, TooManyPixels } from '../decode-reason.ts'
import type { Extent } from './rule.ts'
import type { Numbers } from './stored.ts'

/** The numbers of an image as the file has them, turned as its EXIF says: [height, width, bands]. */
export interface Values {
  readonly data: Uint8Array | Uint16Array | Float32Array
  readonly width: number
  readonly height: number
  readonly bands: number
}

/**
 * Reads numbers that libvips would take for colours and convert. Joining a band makes it take them as they are: only
 * then it calls the result what it is told to instead of changing values.
 */
export async function valuesOf(file: string, { kind }: Numbers): Promise<Values> {
  const options = { failOn: 'error', limitInputPixels: maxPixels, ignoreIcc: true } as const
  const { width, height } = (await sharp(file, options).metadata()).autoOrient
  if (width * height > maxDeepPixels)
    throw new TooManyPixels(maxDeepPixels, `, the most for ${kind ?? 'such'} images`)
  const depth = kind === undefined ? 'uchar' : kind === '16-bit' ? 'ushort' : 'float'
  const { data, info } = await sharp(file, options)
    .autoOrient()
    .joinChannel(Buffer.alloc(width * height), { raw: { width, height, channels: 1 } })
    .toColourspace('srgb')
    .raw({ depth })
    .toBuffer({ resolveWithObject: true })
  return { data: typed(data, depth), width, height, bands: info.channels }
}

/** The four inks of a CMYK image: [height, width, 4]. */
export async function inksOf(file: string, bits: 8 | 16): Promise<Values> {
  const depth = bits === 8 ? 'uchar' : 'ushort'
  const { data, info } = await sharp(file, { failOn: 'error', limitInputPixels: maxPixels })
    .autoOrient()
    .pipelineColourspace('cmyk')
    .toColourspace('cmyk')
    .raw({ depth })
    .toBuffer({ resolveWithObject: true })
  return { data: typed(data, depth), width: info.width, height: info.height, bands: info.channels }
}

function typed(
  { buffer, byteOffset, byteLength }: Buffer,
  depth: 'uchar' | 'ushort' | 'float',
): Values['data'] {
  // Small buffers may begin anywhere in a pool.
  const own = buffer.slice(byteOffset, byteOffset + byteLength)
  if (depth === 'uchar') return new Uint8Array(own)
  return depth === 'ushort' ? new Uint16Array(own) : new Float32Array(own)
}

/** Of the colours, without what stands for none; undefined where nothing is left. */
export function extentOf({ data, bands }: Values, { colours, gap }: Numbers): Extent | undefined {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  const nothing = gapValue(gap)
  for (let at = 0; at < data.length; at += bands)
    for (let band = 0; band < colours; band++) {
      const value = data[at + band] ?? 0
      if (!Number.isFinite(value) || value === nothing) continue
      if (value < low) low = value
      if (value > high) high = value
    }
  return low > high ? undefined : { low, high }
}

/** At most `count` of the colours' values, spread evenly. */
export function someValues({ data, bands }: Values, { colours, gap }: Numbers, count: number): number[] {
  const pixels = data.length / bands
  const step = Math.max(1, Math.floor((pixels * colours) / count))
  const found: number[] = []
  const nothing = gapValue(gap)
  for (let i = 0; i < pixels * colours; i += step) {
    const value = data[Math.floor(i / colours) * bands + (i % colours)] ?? 0
    if (Number.isFinite(value) && value !== nothing) found.push(value)
  }
  return found
}

/** As float32 has it, in which values are read. */
export const gapValue = (gap: number | undefined) => (gap === undefined ? undefined : Math.fround(gap))
