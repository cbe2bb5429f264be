import path from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { decodeAll } from '../../src/data/decode.ts'
import { listDataset } from '../../src/data/list-dataset.ts'
import { decodeImage, failure, fill, jpeg, pictures, tempFolder } from './make.ts'

const flat = (background: object | string, channels: 3 | 4 = 3, width = 24, height = 16) =>
  sharp({ create: { width, height, channels, background } })

async function decoded(bytes: Buffer, name: string, size = 8): Promise<Uint8Array> {
  const folder = await fill(await tempFolder(), { [name]: bytes })
  return decodeImage(path.join(folder, name), size)
}

/** The largest distance of any pixel from a colour. */
function distance(pixels: Uint8Array, colour: readonly number[]): number {
  return pixels.reduce((most, value, i) => Math.max(most, Math.abs(value - (colour[i % 3] ?? 0))), 0)
}

describe('every kind of image becomes RGB', () => {
  const red = [200, 30, 40] as const
  const rgb = { r: 200, g: 30, b: 40 }
  const grey16 = sharp(
    Uint16Array.from({ length: 24 * 16 }, () => 0x8000),
    { raw: { width: 24, height: 16, channels: 1 } },
  )
    .toColourspace('grey16')
    .png()
  const cases: (readonly [
    name: string,
    make: () => Promise<Buffer>,
    colour: readonly number[],
    within: number,
  ])[] = [
    ['a.png', () => flat(rgb).png().toBuffer(), red, 0],
    ['a.jpg', () => flat(rgb).jpeg().toBuffer(), red, 3],
    ['progressive.jpeg', () => flat(rgb).jpeg({ progressive: true }).toBuffer(), red, 3],
    ['a.webp', () => flat(rgb).webp({ lossless: true }).toBuffer(), red, 0],
    ['a.avif', () => flat(rgb).avif({ quality: 90 }).toBuffer(), red, 6],
    ['a.tiff', () => flat(rgb).tiff().toBuffer(), red, 3],
    ['a.gif', () => flat(rgb).gif().toBuffer(), red, 3],
    ['palette.png', () => flat(rgb).png({ palette: true }).toBuffer(), red, 1],
    ['grey.png', () => flat({ r: 90, g: 90, b: 90 }).toColourspace('b-w').png().toBuffer(), [90, 90, 90], 0],
    ['grey.jpg', () => flat({ r: 90, g: 90, b: 90 }).toColourspace('b-w').jpeg().toBuffer(), [90, 90, 90], 1],
    ['grey16.png', () => grey16.clone().toBuffer(), [128, 128, 128], 1],
    ['rgb16.png', () => flat(rgb).toColourspace('rgb16').png().toBuffer(), red, 1],
    ['clear.png', () => flat({ r: 0, g: 0, b: 0, alpha: 0 }, 4).png().toBuffer(), [255, 255, 255], 0],
    [
      'half.webp',
      () => flat({ r: 200, g: 0, b: 0, alpha: 0.5 }, 4).webp({ lossless: true }).toBuffer(),
      [227, 127, 127],
      2,
    ],
    [
      'greyalpha.png',
      () => flat({ r: 0, g: 0, b: 0, alpha: 0.5 }, 4).toColourspace('b-w').png().toBuffer(),
      [127, 127, 127],
      2,
    ],
  ]
  test.each(cases)('%s', async (name, make, colour, within) => {
    const pixels = await decoded(await make(), name)
    expect(pixels).toHaveLength(8 * 8 * 3)
    expect(distance(pixels, colour)).toBeLessThanOrEqual(within)
  })

  test('the odd ones are what they claim to be', async () => {
    const kinds = await Promise.all(
      cases
        .filter(([name]) => /grey|16|palette/.test(name))
        .map(async ([name, make]) => {
          const { space, depth, channels, isPalette } = await sharp(await make()).metadata()
          return [name, isPalette ? 'palette' : `${space} ${depth} ${channels}`]
        }),
    )
    expect(Object.fromEntries(kinds)).toEqual({
      'palette.png': 'palette',
      'grey.png': 'b-w uchar 1',
      'grey.jpg': 'b-w uchar 1',
      'grey16.png': 'grey16 ushort 1',
      'rgb16.png': 'rgb16 ushort 3',
      'greyalpha.png': 'b-w uchar 2',
    })
  })

  test('CMYK JPEG', async () => {
    const bytes = await flat(rgb).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer()
    expect((await sharp(bytes).metadata()).space).toBe('cmyk')
    expect(distance(await decoded(bytes, 'cmyk.jpg'), red)).toBeLessThanOrEqual(30)
  })

  test.each(['gif', 'webp'] as const)('animated %s gives its first frame', async format => {
    const frames = await Promise.all(
      ['#f00', '#0f0', '#00f'].map(colour => flat(colour, 3, 16, 16).png().toBuffer()),
    )
    const bytes = await sharp(frames, { join: { animated: true } })
      [format]({ loop: 0 })
      .toBuffer()
    expect((await sharp(bytes).metadata()).pages).toBe(3)
    expect(distance(await decoded(bytes, `a.${format}`), [255, 0, 0])).toBeLessThanOrEqual(4)
  })
})

test('EXIF orientations 1 to 8 all show the same picture', async () => {
  const upright = (x: number, y: number) => (x < 8 ? (y < 8 ? 250 : 170) : y < 8 ? 90 : 10)
  // Exif 2.3, tag 274: which sides of the picture the first stored row and column are.
  const stored: ((row: number, column: number) => number)[] = [
    (row, column) => upright(column, row),
    (row, column) => upright(15 - column, row),
    (row, column) => upright(15 - column, 15 - row),
    (row, column) => upright(column, 15 - row),
    (row, column) => upright(row, column),
    (row, column) => upright(15 - row, column),
    (row, column) => upright(15 - row, 15 - column),
    (row, column) => upright(row, 15 - column),
  ]
  for (const [index, pixel] of stored.entries()) {
    const raw = Uint8Array.from({ length: 256 * 3 }, (_, i) =>
      pixel(Math.floor(i / 48), Math.floor(i / 3) % 16),
    )
    const bytes = await sharp(raw, { raw: { width: 16, height: 16, channels: 3 } })
      .withMetadata({ orientation: index + 1 })
      .tiff({ compression: 'lzw' })
      .toBuffer()
    expect((await sharp(bytes).metadata()).orientation).toBe(index + 1)
    const pixels = await decoded(bytes, `${index + 1}.tif`, 16)
    const corners = [0, 15, 15 * 16, 16 * 16 - 1].map(at => pixels[at * 3])
    expect([index + 1, ...corners]).toEqual([index + 1, 250, 90, 170, 10])
  }
})

test('the shorter side is resized and the centre kept', async () => {
  const stripes = Uint8Array.from({ length: 48 * 16 * 3 }, (_, i) => (Math.floor(i / 3) % 48 < 16 ? 255 : 60))
  const bytes = await sharp(stripes, { raw: { width: 48, height: 16, channels: 3 } })
    .png()
    .toBuffer()
  expect([...(await decoded(bytes, 'wide.png', 16))]).toEqual(new Array(16 * 16 * 3).fill(60))
})

describe('decodeAll', () => {
  test('fills one shared buffer in order and reports progress', async () => {
    const folder = await fill(await tempFolder(), {
      'a/1.png': await flat('#ff0000').png().toBuffer(),
      'b/1.png': await flat('#00ff00').png().toBuffer(),
      'b/2.png': await flat('#0000ff').png().toBuffer(),
    })
    const seen: string[] = []
    const result = await decodeAll(await listDataset({ path: folder }), 4, {
      concurrency: 2,
      onProgress: (done, total) => seen.push(`${done}/${total}`),
    })
    expect(result.pixels.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect([0, 48, 96].map(at => [...result.pixels.subarray(at, at + 3)])).toEqual([
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
    ])
    expect(seen).toEqual(['1/3', '2/3', '3/3'])
    expect(result.hash).toMatch(/^[0-9a-f]{64}$/)
  })

  test('closes the gaps of damaged files, each with its own reason', async () => {
    const whole = await jpeg()
    const folder = await fill(await tempFolder(), {
      'a/1.jpg': whole.subarray(0, 900),
      'a/2.jpg': 'text',
      'a/3.jpg': whole,
      'b/1.jpg': Buffer.alloc(0),
      'b/2.png': await flat('#00ff00').png().toBuffer(),
      'b/note.bmp': 'BM',
    })
    const dataset = await listDataset({ path: folder })
    const { images, pixels, skipped, hash } = await decodeAll(dataset, 4)
    expect(images.map(({ file }) => file)).toEqual(['a/3.jpg', 'b/2.png'])
    expect(pixels.buffer.byteLength).toBe(2 * 48)
    expect([...pixels.subarray(48, 51)]).toEqual([0, 255, 0])
    expect(skipped.map(({ file, reason }) => `${file} ${reason}`)).toEqual([
      'b/note.bmp .bmp files are not read; convert it to PNG or JPEG',
      'a/1.jpg is damaged or cut off',
      'a/2.jpg is not an image that can be read, whatever its name says',
      'b/1.jpg is empty (0 bytes)',
    ])
    await fill(folder, { 'b/2.png': await flat('#00fe00').png().toBuffer() })
    expect((await decodeAll(dataset, 4)).hash).not.toBe(hash)
  })

  test('too much for the memory is refused before it starts', async () => {
    const images = Array.from({ length: 3000 }, (_, i) => ({ file: `${i}.png`, label: 0 }))
    const error = await failure(() => decodeAll({ root: '/', images, skipped: [] }, 100_000))
    expect(error.message).toContain('3000 images of 100000 × 100000 need')
    expect(error.where).toBe('data.imageSize')
  })

  test('stops when asked to', async () => {
    const folder = await fill(await tempFolder(), { ...pictures('a', 5), ...pictures('b', 5) })
    const stop = new AbortController()
    const seen: number[] = []
    const decoding = decodeAll(await listDataset({ path: folder }), 4, {
      concurrency: 1,
      signal: stop.signal,
      onProgress: done => {
        seen.push(done)
        if (done === 3) stop.abort()
      },
    })
    await expect(decoding).rejects.toThrow(/abort/i)
    expect(seen).toEqual([1, 2, 3])
  })
})
