import sharp, { type Sharp } from 'sharp'
import { maxPixels } from '../decode-reason.ts'
import { type Reading, ruleFor } from './reading.ts'
import { misfit, type Range } from './rule.ts'
import { type Numbers, storedAs } from './stored.ts'
import { inksToRgb, type Pixels, toPixels } from './to-pixels.ts'
import { extentOf, inksOf, type Values, valuesOf } from './values.ts'
import { misfitReason, noRuleReason } from './words.ts'

/** RGB [size, size, 3], or why there is none. */
export type Picture = { readonly pixels: Uint8Array } | { readonly reason: string }

/**
 * One image as RGB: turned as its EXIF says, the shorter side resized to `size`, the centre cut out; the first frame,
 * transparency on white, any colour space as sRGB, any depth as the reading of its data set says. Damaged files throw.
 */
export async function readPicture(file: string, size: number, reading: Reading): Promise<Picture> {
  const stored = await storedAs(file)
  if (stored.as === 'unreadable') return stored
  if (stored.as === 'shown') return { pixels: await show(file, size) }
  if (stored.as === 'inks') {
    const inks = await inksOf(file, stored.bits)
    return { pixels: await resized(inksToRgb(inks.data as Uint8Array | Uint16Array), inks, size) }
  }
  return readNumbers(file, size, stored, reading)
}

async function readNumbers(file: string, size: number, stored: Numbers, reading: Reading): Promise<Picture> {
  const { kind } = stored
  if (kind === undefined) return mapped(await valuesOf(file, stored), size, stored, [0, 255])
  const rule = ruleFor(reading, kind)
  const isShown = rule.by === 'full' && stored.canBeShown && stored.gap === undefined
  const asShown = isShown ? await show(file, size) : undefined
  if (asShown !== undefined && !isDim(asShown)) return { pixels: asShown }
  const values = await valuesOf(file, stored)
  const extent = extentOf(values, stored)
  if (extent === undefined) return { reason: `is a ${kind} image in which no pixel has a value` }
  if (rule.by === 'none') return { reason: noRuleReason(kind, extent, rule.proposal) }
  const how = rule.by === 'said' ? undefined : misfit(extent, rule.range)
  if (how !== undefined) return { reason: misfitReason(kind, how, extent, rule.range) }
  return asShown !== undefined ? { pixels: asShown } : mapped(values, size, stored, rule.range)
}

/** Perhaps: the values, before they were averaged and cut off, tell. */
const isDim = (pixels: Uint8Array) => pixels.every(value => value <= 16)

async function mapped(values: Values, size: number, stored: Numbers, range: Range): Promise<Picture> {
  return { pixels: await resized(toPixels(values, stored, range), values, size) }
}

function resized({ data, channels }: Pixels, { width, height }: Values, size: number): Promise<Uint8Array> {
  return finish(sharp(data, { raw: { width, height, channels }, limitInputPixels: maxPixels }), size)
}

function show(file: string, size: number): Promise<Uint8Array> {
  return finish(sharp(file, { failOn: 'error', limitInputPixels: maxPixels }).autoOrient(), size)
}

async function finish(image: Sharp, size: number): Promise<Uint8Array> {
  const { data, info } = await image
    .resize(size, size, { fit: 'cover' })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  if (info.channels !== 3) throw new Error(`has ${info.channels} channels after decoding`)
  return data
}
