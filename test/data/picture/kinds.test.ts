import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { decodeAll } from '../../../src/data/decode.ts'
import type { Range } from '../../../src/data/picture/rule.ts'
import { fill, tempFolder } from '../make.ts'
import { colours, deepImage, difference, greyPixels, greys, image, side, withBand } from './scene.ts'
import { type TiffLayout, tiff } from './tiff.ts'

const grey = (type: TiffLayout['type'], scale: (value: number) => number, more: Partial<TiffLayout> = {}) =>
  tiff(greys.map(scale), { width: side, height: side, type, ...more })
const rgb = (type: TiffLayout['type'], scale: (value: number) => number, more: Partial<TiffLayout> = {}) =>
  tiff(colours.map(scale), { width: side, height: side, type, bands: 3, ...more })
const bands = (count: number, more: Partial<TiffLayout>) =>
  tiff(
    greys.flatMap(value => new Array<number>(count).fill(value)),
    { width: side, height: side, type: 'uint8', bands: count, ...more },
  )

/** Decodes a file as a data set of its own. */
async function decoded(name: string, bytes: Buffer, range?: Range) {
  const root = await fill(await tempFolder(), { [name]: bytes })
  const images = [{ file: path.basename(name), label: 0 }]
  return decodeAll({ root, images, skipped: [] }, side, range === undefined ? {} : { range })
}

/** CMYK without a profile, as browsers, Pillow and torchvision read it: no black ink, the others its complement. */
const inks = (scale: number) =>
  colours.flatMap((value, i) => {
    const ink = (255 - value) * scale
    return i % 3 === 2 ? [ink, 0] : [ink]
  })
const cmyk = (type: 'uint8' | 'uint16') =>
  tiff(inks(type === 'uint8' ? 1 : 257), { width: side, height: side, type, bands: 4, photometric: 5 })

const as = (by: number) => (value: number) => value * by
const right: Record<
  string,
  [make: () => Buffer | Promise<Buffer>, wanted: readonly number[], range?: Range]
> = {
  'grey, 8 bit.png': [() => image(greys, 1).toColourspace('b-w').png().toBuffer(), greyPixels],
  'grey, 16 bit.png': [
    () =>
      deepImage(greys.map(as(257)), 1)
        .png()
        .toBuffer(),
    greyPixels,
  ],
  'grey, 16 bit.tif': [() => grey('uint16', as(257)), greyPixels],
  'grey, 16 bit, big-endian.tif': [() => grey('uint16', as(257), { isBigEndian: true }), greyPixels],
  'grey, 12 in 16 bit.tif': [() => grey('uint16', value => Math.floor((value * 257) / 16)), greyPixels],
  'grey, 12 in 16 bit.png': [
    () =>
      deepImage(
        greys.map(value => Math.floor((value * 257) / 16)),
        1,
      )
        .png()
        .toBuffer(),
    greyPixels,
  ],
  'grey, 10 in 16 bit.tif': [() => grey('uint16', as(4)), greyPixels],
  'grey, 14 in 16 bit.tif': [() => grey('uint16', as(64)), greyPixels],
  'grey, 8 in 16 bit.tif': [() => grey('uint16', as(1)), greyPixels],
  'grey, 32 bit.tif': [() => grey('uint32', as(257 * 65537)), greyPixels],
  'grey, float 0 to 1.tif': [() => grey('float32', as(1 / 255)), greyPixels],
  'grey, float 0 to 1, big-endian.tif': [
    () => grey('float32', as(1 / 255), { isBigEndian: true }),
    greyPixels,
  ],
  'grey, float 0 to 255.tif': [() => grey('float32', as(1)), greyPixels],
  'grey, half float 0 to 1.tif': [() => grey('float16', as(1 / 255)), greyPixels],
  'grey, half float 0 to 255.tif': [() => grey('float16', as(1)), greyPixels],
  'grey, CT.tif': [() => grey('int16', value => (value * 1400) / 255 - 1000), greyPixels, [-1000, 400]],
  'grey, 8 bit signed.tif': [() => grey('int8', value => value - 128), greyPixels, [-128, 127]],
  'grey, 32 bit signed.tif': [() => grey('int32', as(257)), greyPixels, [0, 65535]],
  'grey, float of any scale.tif': [
    () => grey('float32', value => value * 12 - 500),
    greyPixels,
    [-500, 2560],
  ],
  'grey, 16 bit of any scale.tif': [
    () => grey('uint16', value => value * 7 + 1000),
    greyPixels,
    [1000, 2785],
  ],
  'grey, white is 0.tif': [() => grey('uint8', value => 255 - value, { photometric: 0 }), greyPixels],
  'grey, 16 bit, white is 0.tif': [
    () => grey('uint16', value => 65535 - 257 * value, { photometric: 0 }),
    greyPixels,
  ],
  'RGB, 16 bit.png': [
    () =>
      deepImage(colours.map(as(257)), 3)
        .png()
        .toBuffer(),
    colours,
  ],
  'RGB, 16 bit.tif': [() => rgb('uint16', as(257)), colours],
  'RGB, 16 bit as GDAL writes it.tif': [
    () => rgb('uint16', as(257), { photometric: 1, extra: [0, 0] }),
    colours,
  ],
  'RGB, 8 bit as GDAL writes it.tif': [() => rgb('uint8', as(1), { photometric: 1, extra: [0, 0] }), colours],
  'RGB, float 0 to 1.tif': [() => rgb('float32', as(1 / 255)), colours],
  'RGB, float 0 to 255.tif': [() => rgb('float32', as(1)), colours],
  'RGB, half float 0 to 1.tif': [() => rgb('float16', as(1 / 255)), colours],
  'RGB, 16 bit signed.tif': [() => rgb('int16', as(100)), colours, [0, 25500]],
  'RGB, CMYK.tif': [() => cmyk('uint8'), colours],
  'RGB, CMYK 16 bit.tif': [() => cmyk('uint16'), colours],
  'RGB, YCbCr with JPEG.tif': [
    () => image(colours, 3).tiff({ compression: 'jpeg', quality: 100 }).toBuffer(),
    colours,
  ],
  'RGB, AVIF 10 bit.avif': [
    () =>
      deepImage(colours.map(as(257)), 3)
        .avif({ bitdepth: 10, quality: 95 })
        .toBuffer(),
    colours,
  ],
  'palette.png': [
    () => image(greyPixels, 3).png({ palette: true, colours: 256, dither: 0 }).toBuffer(),
    greyPixels,
  ],
  'RGB, opaque.png': [
    () =>
      image(withBand(colours, 3, 255), 4)
        .png()
        .toBuffer(),
    colours,
  ],
  'RGB, opaque, 16 bit.png': [
    () =>
      deepImage(withBand(colours.map(as(257)), 3, 65535), 4)
        .png()
        .toBuffer(),
    colours,
  ],
  'RGB, opaque, float.tif': [
    () =>
      tiff(withBand(colours.map(as(1 / 255)), 3, 1), {
        width: side,
        height: side,
        type: 'float32',
        bands: 4,
        extra: [2],
      }),
    colours,
  ],
  'grey, opaque, 16 bit.tif': [
    () =>
      tiff(withBand(greys.map(as(257)), 1, 65535), {
        width: side,
        height: side,
        type: 'uint16',
        bands: 2,
        extra: [2],
      }),
    greyPixels,
  ],
}

describe('the same picture in every encoding', () => {
  test.each(Object.entries(right))('%s', async (name, [make, wanted, range]) => {
    const { pixels, skipped } = await decoded(name, await make(), range)
    expect(skipped).toEqual([])
    expect(difference(pixels, wanted)).toBeLessThan(2)
  })

  test('they are at least fourteen', () => expect(Object.keys(right).length).toBeGreaterThanOrEqual(14))
})

const refused: Record<string, [make: () => Buffer, reason: RegExp]> = {
  '64-bit float.tif': [
    () => grey('float64', as(1 / 255)),
    /^keeps its values as 64-bit float, which is not read/,
  ],
  'complex.tif': [
    () => tiff(greys, { width: side, height: side, type: 'complex64' }),
    /^holds complex numbers/,
  ],
  'CIELAB.tif': [() => rgb('uint8', as(1), { photometric: 8 }), /^keeps its colours as CIELAB/],
  'YCbCr without JPEG.tif': [
    () => rgb('uint8', as(1), { photometric: 6 }),
    /^keeps its colours as YCbCr without JPEG/,
  ],
  'float of 81 million pixels.tif': [
    () => tiff(greys, { width: 9000, height: 9000, type: 'float32' }),
    /^has more than 67 million pixels, the most for 32-bit float images; make it smaller$/,
  ],
  'two bands.tif': [
    () => bands(2, { extra: [0] }),
    /^has 2 bands, and nothing says that the last is transparency/,
  ],
  'infrared after RGB.tif': [() => bands(4, { extra: [0] }), /^has 4 bands, and nothing says/],
  'five bands.tif': [
    () => bands(5, { photometric: 1, extra: [0, 0, 0, 0] }),
    /^has 5 bands; only grey and RGB/,
  ],
  'eight bands.tif': [() => bands(8, { extra: [0, 0, 0, 0, 0] }), /^has 8 bands/],
  'float, white is 0.tif': [
    () => grey('float32', as(1 / 255), { photometric: 0 }),
    /^is a 32-bit float TIFF whose lowest value is white/,
  ],
  'nothing but NaN.tif': [
    () => grey('float32', () => Number.NaN),
    /^is a 32-bit float image in which no pixel has a value/,
  ],
}

test.each(Object.entries(refused))('refused by name: %s', async (name, [make, reason]) => {
  const { images, skipped } = await decoded(name, make(), [0, 1])
  expect(images).toEqual([])
  expect(skipped.map(found => found.reason)).toEqual([expect.stringMatching(reason)])
})

describe('pixels without a value', () => {
  const holes = (value: number) => greys.map((grey, i) => (i < side ? value : grey / 255))
  const wanted = greyPixels.map((grey, i) => (i < 3 * side ? 0 : grey))
  const float = { width: side, height: side, type: 'float32' } as const

  test.each([
    ['NaN', tiff(holes(Number.NaN), float)],
    ['−Infinity', tiff(holes(Number.NEGATIVE_INFINITY), float)],
    ["GDAL's", tiff(holes(-9999), { ...float, gap: '-9999' })],
  ])('%s are black and count for no range', async (_, bytes) => {
    const { pixels, reading } = await decoded('holes.tif', bytes)
    expect(difference(pixels, wanted)).toBeLessThan(2)
    expect(reading.kinds).toEqual([{ kind: '32-bit float', images: 1, rule: { by: 'seen', range: [0, 1] } }])
  })
})
