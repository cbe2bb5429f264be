import { describe, expect, test } from 'vitest'
import { duplicatesIn } from '../../../src/data/duplicates/in-pixels.ts'
import { lookAtImages } from '../../../src/data/duplicates/look.ts'
import { blobs, changed, dataset } from './pictures.ts'

/** The groups that are found, by file. */
async function found(files: Readonly<Record<string, Buffer>>, size = 64, others?: number) {
  const { images, duplicates } = await lookAtImages(await dataset(files, others), size, () => undefined)
  const named = (groups: readonly (readonly number[])[]) =>
    groups.map(group => group.map(image => images[image]?.file))
  return { groups: named(duplicates.groups), identical: named(duplicates.identical) }
}

describe('finds', () => {
  test('copies of a file, in another class too', async () => {
    const picture = await blobs('one')
    expect(await found({ 'a/1.png': picture, 'a/2.png': picture, 'b/3.png': picture })).toEqual({
      groups: [['a/1.png', 'a/2.png', 'b/3.png']],
      identical: [['a/1.png', 'a/2.png', 'b/3.png']],
    })
  })

  test('the same pixels in another file as identical', async () => {
    const picture = await blobs('one')
    const { identical } = await found({
      'a/1.png': picture,
      'a/2.png': await changed(picture, image => image.png({ compressionLevel: 0 })),
    })
    expect(identical).toEqual([['a/1.png', 'a/2.png']])
  })

  test.each([
    ['compressed', (picture: Buffer) => changed(picture, image => image.jpeg({ quality: 40 }))],
    ['made smaller', (picture: Buffer) => changed(picture, image => image.resize(72, 60))],
    ['made larger', (picture: Buffer) => changed(picture, image => image.resize(240, 200).jpeg())],
    ['mirrored', (picture: Buffer) => changed(picture, image => image.flop().jpeg())],
    ['put on its head', (picture: Buffer) => changed(picture, image => image.rotate(180).jpeg())],
    ['turned', (picture: Buffer) => changed(picture, image => image.rotate(90).jpeg())],
    ['without its colours', (picture: Buffer) => changed(picture, image => image.grayscale().jpeg())],
    ['brightened', (picture: Buffer) => changed(picture, image => image.linear(0.8, 30).jpeg())],
  ])('a picture that was %s', async (_, change) => {
    const picture = await blobs('one')
    const near = await found({ 'a/1.png': picture, 'b/2.jpg': await change(picture) })
    expect(near).toEqual({ groups: [['a/1.png', 'b/2.jpg']], identical: [] })
  })

  test('copies of copies as one group', async () => {
    const picture = await blobs('one')
    const mirrored = await changed(picture, image => image.flop().jpeg({ quality: 70 }))
    const small = await changed(mirrored, image => image.resize(80, 67).jpeg({ quality: 70 }))
    const { groups } = await found({ 'a/1.png': picture, 'a/2.jpg': mirrored, 'b/3.jpg': small })
    expect(groups).toEqual([['a/1.png', 'a/2.jpg', 'b/3.jpg']])
  })

  test('planted copies among more images than are compared one by one', async () => {
    const count = 300
    const size = 32
    const pixels = new Uint8Array(count * size * size * 3)
    for (let i = 0; i < count; i++) pixels.set(noise(i, size), i * size * size * 3)
    for (let i = 0; i < 20; i++) {
      const copy = noise(i, size)
      pixels.set(i % 2 === 0 ? copy : mirrored(copy, size), (count - 1 - i) * size * size * 3)
    }
    const { groups, identical } = await duplicatesIn(pixels, count, size)
    expect(groups).toEqual(Array.from({ length: 20 }, (_, i) => [i, count - 1 - i]))
    expect(identical).toEqual(Array.from({ length: 10 }, (_, i) => [2 * i, count - 1 - 2 * i]))
  })
})

describe('does not take for the same', () => {
  test('pictures of their own, at the smallest size neither', async () => {
    expect((await found({}, 64, 12)).groups).toEqual([])
    expect((await found({}, 8, 12)).groups).toEqual([])
  })

  test('plain images of different shades', async () => {
    const plain = (background: string) =>
      changed(
        Buffer.from(`<svg width="64" height="64"><rect width="64" height="64" fill="${background}"/></svg>`),
        image => image.png(),
      )
    expect(
      await found({
        'a/1.png': await plain('#222'),
        'a/2.png': await plain('#ddd'),
        'b/3.png': await plain('#ddd'),
      }),
    ).toEqual({ groups: [['a/2.png', 'b/3.png']], identical: [['a/2.png', 'b/3.png']] })
  })
})

test('images that do not decode are told and not compared', async () => {
  const picture = await blobs('one')
  const listed = await dataset({ 'a/0.jpg': Buffer.from('x'), 'a/1.png': picture, 'b/2.png': picture })
  const { images, skipped, duplicates } = await lookAtImages(listed, 64, () => undefined)
  expect(skipped.map(({ file }) => file)).toEqual(['a/0.jpg'])
  expect(duplicates.groups.map(group => group.map(image => images[image]?.file))).toEqual([
    ['a/1.png', 'b/2.png'],
  ])
})

/** A picture of its own for every number: 8 × 8 random shades, drawn large. */
function noise(seed: number, size: number): Uint8Array {
  let state = seed * 2654435761 + 12345
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 24
  }
  const cells = Uint8Array.from({ length: 64 }, next)
  const cell = size / 8
  return Uint8Array.from({ length: size * size * 3 }, (_, i) => {
    const [y, x] = [Math.floor(i / 3 / size), Math.floor(i / 3) % size]
    return cells[Math.floor(y / cell) * 8 + Math.floor(x / cell)] ?? 0
  })
}

function mirrored(pixels: Uint8Array, size: number): Uint8Array {
  return Uint8Array.from(pixels, (_, i) => {
    const [y, x] = [Math.floor(i / 3 / size), Math.floor(i / 3) % size]
    return pixels[(y * size + size - 1 - x) * 3 + (i % 3)] ?? 0
  })
}
