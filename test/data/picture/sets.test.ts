import { describe, expect, test } from 'vitest'
import { decodeAll } from '../../../src/data/decode.ts'
import { lookAtImages } from '../../../src/data/duplicates/look.ts'
import { listDataset } from '../../../src/data/list-dataset.ts'
import { oneColourNotes, readingNotes } from '../../../src/data/picture/notes.ts'
import { failure, fill, tempFolder } from '../make.ts'
import { deepImage, difference, greyPixels, greys, image, side } from './scene.ts'
import { type TiffLayout, tiff } from './tiff.ts'

const grey = (type: TiffLayout['type'], scale: (value: number) => number) =>
  tiff(greys.map(scale), { width: side, height: side, type })
const set = async (files: Record<string, Buffer>) =>
  listDataset({ path: await fill(await tempFolder(), files) })

describe('a scale is decided for the data set, not for each image', () => {
  test('brightness keeps its differences', async () => {
    const dataset = await set({
      'a/bright.tif': grey('float32', value => value / 255),
      'b/half.tif': grey('float32', value => value / 510),
    })
    const { pixels } = await decodeAll(dataset, side)
    expect(difference(pixels.subarray(0, greyPixels.length), greyPixels)).toBeLessThan(2)
    const half = greyPixels.map(value => value / 2)
    expect(difference(pixels.subarray(greyPixels.length), half)).toBeLessThan(2)
  })

  test('c04: one picture in many depths is decoded the same, or named with its depth', async () => {
    const twelve = greys.map(value => Math.floor((value * 257) / 16))
    const dataset = await set({
      'a/float01.tif': grey('float32', value => value / 255),
      'a/float255.tif': grey('float32', value => value),
      'a/grey08.png': await image(greys, 1).toColourspace('b-w').png().toBuffer(),
      'a/grey12in16.png': await deepImage(twelve, 1).png().toBuffer(),
      'a/grey16.png': await deepImage(
        greys.map(value => value * 257),
        1,
      )
        .png()
        .toBuffer(),
      'a/grey16.tif': grey('uint16', value => value * 257),
      'a/int32.tif': grey('int32', value => value * 257),
      'b/grey08.png': await image(greys, 1).toColourspace('b-w').png().toBuffer(),
      'b/grey16.tif': grey('uint16', value => value * 257),
    })
    const { images, pixels, skipped } = await decodeAll(dataset, side)
    const length = greyPixels.length
    for (const [i, { file }] of images.entries())
      expect([file, difference(pixels.subarray(i * length, (i + 1) * length), greyPixels) < 2]).toEqual([
        file,
        true,
      ])
    const [brightest, darkest] = [Math.max(...greys), Math.min(...greys)]
    const from = (scale: number) =>
      `with values from ${Number((darkest * scale).toPrecision(5))} to ${Number((brightest * scale).toPrecision(5))}`
    expect(skipped.map(({ file, reason }) => `${file} ${reason}`)).toEqual([
      `a/float255.tif is 32-bit float ${from(1)} and has another scale, as the others of its kind are read from 0 to 1; convert it, or write data.range`,
      `a/grey12in16.png is 16-bit with values from ${Math.min(...twelve)} to ${Math.max(...twelve)} and would be nearly black, as the others of its kind are read from 0 to 65535; convert it, or write data.range`,
      `a/int32.tif is 32-bit signed ${from(257)}, and no rule says which are black and white; write them as data.range, such as [0, 65535]`,
    ])
  })

  test('in pieces as in one: embed and the look for duplicates read as a run does', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [
        `a/${1000 + i}.tif`,
        tiff([0, i < 280 ? 900 : 4000, 3, 4], { width: 2, height: 2, type: 'uint16' }),
      ]),
    )
    const dataset = await set({
      ...files,
      'b/1.tif': tiff([0, 1, 2, 4095], { width: 2, height: 2, type: 'uint16' }),
    })
    const whole = await decodeAll(dataset, 2)
    const inPieces = await lookAtImages(dataset, 2, () => undefined)
    expect(inPieces.images).toEqual(whole.images)
    expect(inPieces.skipped).toEqual(whole.skipped)
    expect(inPieces.pictureNotes).toEqual(readingNotes(whole.reading))
  })
})

describe('no certain rule', () => {
  const ct = (value: number) => (value * 1400) / 255 - 1000
  const scans = async () =>
    set({ 'a/1.tif': grey('int16', ct), 'a/2.tif': grey('int16', ct), 'b/1.tif': grey('int16', ct) })

  test('of half of the images or more: refused, with the range to write', async () => {
    const error = await failure(async () => decodeAll(await scans(), side))
    expect(error.where).toBe('data.range')
    expect(error.message).toBe('no rule says which values of these images are black and white')
    expect(error.details).toEqual(['3 of 3 images are 16-bit signed, with values from -967 to 367'])
    expect(error.next).toBe('Say it, such as data: { range: [-1000, 400] }: nearly all values lie there.')
  })

  test('damaged ones are told as damaged', async () => {
    const whole = grey('float32', value => value / 255)
    // The tags come after the pixels: they say what is there, and that is more than there is.
    const cut = tiff([0.5], { width: 40, height: 40, type: 'float32' })
    const plain = await image(greys, 1).png().toBuffer()
    const broken = await set({
      'a/1.tif': cut,
      'a/2.png': plain,
      'b/1.tif': whole.subarray(0, 900),
      'b/2.png': plain,
    })
    const { images, skipped } = await decodeAll(broken, side)
    expect(images.map(({ file }) => file)).toEqual(['a/2.png', 'b/2.png'])
    expect(skipped.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/damaged|does not decode/),
      expect.stringMatching(/damaged|not an image|does not decode/),
    ])
  })

  test('that range makes the pictures', async () => {
    const { images, pixels, reading } = await decodeAll(await scans(), side, { range: [-1000, 400] })
    expect(images).toHaveLength(3)
    expect(difference(pixels, [...greyPixels, ...greyPixels, ...greyPixels])).toBeLessThan(2)
    expect(readingNotes(reading)).toEqual([
      {
        level: 'info',
        text: '3 16-bit signed images: -1000 is read as black and 400 as white, as data.range says',
      },
    ])
  })

  test('values beyond it are cut off', async () => {
    const cut = tiff([-3000, 0, 60, 900], { width: 2, height: 2, type: 'int16' })
    const dataset = await set({ 'a/1.tif': cut, 'b/1.tif': cut })
    const { pixels } = await decodeAll(dataset, 2, { range: [0, 100] })
    expect([0, 3, 6, 9].map(at => pixels[at])).toEqual([0, 0, 153, 255])
  })
})

describe('what is told', () => {
  test('nothing of 8 and 16 bits', async () => {
    const dataset = await set({
      'a/1.png': await image(greys, 1).png().toBuffer(),
      'b/1.tif': grey('uint16', value => value * 257),
    })
    expect(readingNotes((await decodeAll(dataset, side)).reading)).toEqual([])
  })

  test('a scale that was concluded', async () => {
    const dataset = await set({
      'a/1.tif': grey('uint16', value => value * 16),
      'b/1.tif': grey('float32', value => value / 255),
    })
    expect(readingNotes((await decodeAll(dataset, side)).reading).map(({ text }) => text)).toEqual([
      '1 16-bit image: 0 is read as black and 4095 as white, which their values suggest; data.range can say otherwise',
      '1 32-bit float image: 0 is read as black and 1 as white, which their values suggest; data.range can say otherwise',
    ])
  })

  test('a range that nothing needs', async () => {
    const plain = await image(greys, 1).png().toBuffer()
    const dataset = await set({ 'a/1.png': plain, 'b/1.png': plain })
    const { reading } = await decodeAll(dataset, side, { range: [0, 4095] })
    expect(readingNotes(reading)).toEqual([
      { level: 'warning', text: 'data.range [0, 4095] changes nothing: no image has 16 bits or more' },
    ])
  })

  test('images of one colour', async () => {
    const white = await image(new Array<number>(side * side).fill(255), 1)
      .png()
      .toBuffer()
    const black = tiff(new Array<number>(side * side).fill(0), { width: side, height: side, type: 'uint16' })
    const dataset = await set({
      'a/1.png': white,
      'a/2.tif': black,
      'b/1.png': await image(greys, 1).png().toBuffer(),
    })
    expect((await decodeAll(dataset, side)).oneColour).toEqual([0, 1])
  })
})

describe('words for images of one colour', () => {
  const images = Array.from({ length: 100 }, (_, i) => ({ file: `${i}.png`, label: i < 3 ? 0 : 1 }))
  const textOf = (oneColour: number[]) =>
    oneColourNotes(images, oneColour, ['a', 'b']).map(({ text }) => text)

  test('few are named', () => {
    expect(textOf([])).toEqual([])
    expect(textOf([7])).toEqual(['1 image is of one colour: 7.png'])
    expect(textOf([7, 8, 9, 10])).toEqual(['4 images are of one colour: 7.png, 8.png, 9.png and 1 more'])
  })

  test('many, or a whole class, are probably a mistake', () => {
    expect(textOf([10, 11, 12, 13, 14, 15])).toEqual([
      `6 images are of one colour: 10.png, 11.png, 12.png and 3 more; they are probably empty`,
    ])
    expect(textOf([0, 1, 2])).toEqual([
      `3 images are of one colour: 0.png, 1.png and 2.png, all of a; they are probably empty`,
    ])
    expect(oneColourNotes(images, [0, 1, 2], ['a', 'b'], true)[0]?.text).toMatch(
      /all of a; they are probably empty, or their values use little of the range .* data\.range can say$/,
    )
  })
})
