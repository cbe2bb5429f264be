import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import { augmentInto } from '../../src/data/augment.ts'
import { shiftColours } from '../../src/data/colour.ts'
import { warp } from '../../src/data/warp.ts'
import type { Augment } from '../../src/trial/recipe.ts'

const none: Augment = { flip: false, flipVertical: false, rotate: 0, zoom: 0, crop: 0, colour: 0, views: 0 }
const size = 6
const source = Uint8Array.from({ length: size * size * 3 }, (_, i) => (i * 37) % 251)
const pixel = (image: Uint8Array, x: number, y: number) => [
  ...image.subarray((y * size + x) * 3, (y * size + x) * 3 + 3),
]
const pixels = (image: Uint8Array, place: (x: number, y: number) => readonly [number, number]) =>
  Array.from({ length: size * size }, (_, i) => pixel(image, ...place(i % size, Math.floor(i / size)))).flat()

function warped(xx: number, xy: number, yx: number, yy: number, x = 0, y = 0): number[] {
  const target = new Uint8Array(source.length)
  warp(target, source, size, { xx, xy, yx, yy, x, y })
  return [...target]
}

/** Many seeded results of one change. */
function results(augment: Augment, count: number, image = source): Uint8Array[] {
  const random = createRandom(3)
  const side = Math.sqrt(image.length / 3)
  return Array.from({ length: count }, () => {
    const target = new Uint8Array(image.length)
    augmentInto(target, image, side, augment, random)
    return target
  })
}

describe('warp', () => {
  test('identity, flips and quarter turns are exact', () => {
    const last = size - 1
    expect(warped(1, 0, 0, 1)).toEqual([...source])
    expect(warped(-1, 0, 0, 1)).toEqual(pixels(source, (x, y) => [last - x, y]))
    expect(warped(1, 0, 0, -1)).toEqual(pixels(source, (x, y) => [x, last - y]))
    expect(warped(0, 1, -1, 0)).toEqual(pixels(source, (x, y) => [y, last - x]))
  })

  test('beyond the border lies the mirror image', () => {
    const column = (x: number) => (x < 0 ? -1 - x : x >= size ? 2 * size - 1 - x : x)
    expect(warped(1, 0, 0, 1, 4, 0)).toEqual(pixels(source, (x, y) => [column(x + 4), y]))
    expect(warped(1, 0, 0, 1, -3, -2)).toEqual(pixels(source, (x, y) => [column(x - 3), column(y - 2)]))
  })

  test('half a pixel is the mean of two', () => {
    const ramp = Uint8Array.from({ length: size * size * 3 }, (_, i) => (Math.floor(i / 3) % size) * 20)
    const target = new Uint8Array(ramp.length)
    warp(target, ramp, size, { xx: 1, xy: 0, yx: 0, yy: 1, x: 0.5, y: 0 })
    expect(pixel(target, 0, 0)).toEqual([10, 10, 10])
    expect(pixel(target, 2, 3)).toEqual([50, 50, 50])
    expect(pixel(target, 5, 5)).toEqual([100, 100, 100])
  })
})

describe('colours', () => {
  const one = (r: number, g: number, b: number, change: Parameters<typeof shiftColours>[1]) => {
    const image = Uint8Array.of(r, g, b)
    shiftColours(image, change)
    return [...image]
  }
  test('brightness adds, saturation leaves grey alone, values are clipped', () => {
    expect(one(100, 150, 200, { brightness: 20, contrast: 1, saturation: 1 })).toEqual([120, 170, 220])
    expect(one(90, 90, 90, { brightness: 0, contrast: 1, saturation: 1.5 })).toEqual([90, 90, 90])
    expect(one(200, 100, 50, { brightness: 0, contrast: 1, saturation: 0 })).toEqual([124, 124, 124])
    expect(one(250, 3, 100, { brightness: 30, contrast: 1, saturation: 1 })).toEqual([255, 33, 130])
  })
  test('contrast turns about the mean grey of the image', () => {
    const image = Uint8Array.of(50, 50, 50, 150, 150, 150)
    shiftColours(image, { brightness: 0, contrast: 0.5, saturation: 1 })
    expect([...image]).toEqual([75, 75, 75, 125, 125, 125])
  })
})

describe('augmentInto', () => {
  test('nothing switched on copies', () => {
    expect([...(results(none, 1)[0] ?? [])]).toEqual([...source])
  })

  test('flips happen about half of the time and nothing else does', () => {
    const flipped = pixels(source, (x, y) => [size - 1 - x, y]).join()
    const seen = results({ ...none, flip: true }, 400).map(image => image.join())
    expect(new Set(seen)).toEqual(new Set([source.join(), flipped]))
    const count = seen.filter(text => text === flipped).length
    expect(count).toBeGreaterThan(160)
    expect(count).toBeLessThan(240)
  })

  test('the same stream gives the same images, and colour does not move the motion', () => {
    const moving = { ...none, flip: true, rotate: 20, zoom: 0.2, crop: 0.2 }
    expect(results({ ...moving, colour: 0.2 }, 5)).toEqual(results({ ...moving, colour: 0.2 }, 5))
    const grey = new Uint8Array(source.length).fill(128)
    expect(results(moving, 5, grey).every(image => image.every(value => value === 128))).toBe(true)
    const [plain, coloured] = [moving, { ...moving, colour: 1e-9 }].map(augment => results(augment, 5))
    expect(coloured).toEqual(plain)
  })

  test('a rotation stays within its degrees and about the centre', () => {
    const large = 41
    const dot = new Uint8Array(large * large * 3)
    // A bright patch right of the centre: its angle is the rotation.
    for (let y = 19; y <= 21; y++)
      for (let x = 34; x <= 36; x++) dot.fill(255, (y * large + x) * 3, (y * large + x) * 3 + 3)
    const angles = results({ ...none, rotate: 30 }, 200, dot).map(image => {
      let [sx, sy, mass] = [0, 0, 0]
      for (let i = 0; i < large * large; i++) {
        const value = image[i * 3] ?? 0
        sx += value * ((i % large) - 20)
        sy += value * (Math.floor(i / large) - 20)
        mass += value
      }
      expect(Math.hypot(sx / mass, sy / mass)).toBeCloseTo(15, 0)
      return (Math.atan2(sy, sx) * 180) / Math.PI
    })
    expect(Math.max(...angles)).toBeLessThan(31)
    expect(Math.min(...angles)).toBeGreaterThan(-31)
    expect(Math.max(...angles)).toBeGreaterThan(25)
    expect(Math.min(...angles)).toBeLessThan(-25)
  })

  test('zoom changes the scale both ways, a crop only enlarges and stays inside', () => {
    const large = 40
    const ramp = Uint8Array.from({ length: large * large * 3 }, (_, i) => (Math.floor(i / 3) % large) * 6)
    const slopeOf = (image: Uint8Array) =>
      ((image[(20 * large + 24) * 3] ?? 0) - (image[(20 * large + 16) * 3] ?? 0)) / 48
    const zooms = results({ ...none, zoom: 0.2 }, 200, ramp).map(slopeOf)
    expect(Math.max(...zooms)).toBeGreaterThan(1.15)
    expect(Math.max(...zooms)).toBeLessThan(1.3)
    expect(Math.min(...zooms)).toBeLessThan(0.9)
    expect(Math.min(...zooms)).toBeGreaterThan(0.78)
    const crops = results({ ...none, crop: 0.3 }, 200, ramp)
    expect(Math.max(...crops.map(slopeOf))).toBeLessThan(1.05)
    expect(Math.min(...crops.map(slopeOf))).toBeLessThan(0.78)
    // Rows of a crop that stays inside never turn back.
    for (const image of crops)
      for (let x = 1; x < large; x++)
        expect(image[x * 3] ?? 0).toBeGreaterThanOrEqual(image[(x - 1) * 3] ?? 0)
  })

  test('a view into a shared buffer is written in its place', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(source.length * 3))
    const middle = shared.subarray(source.length, 2 * source.length)
    augmentInto(middle, source, size, { ...none, colour: 0.3, rotate: 10 }, createRandom(1))
    expect(middle.some(value => value > 0)).toBe(true)
    expect(shared.subarray(0, source.length).every(value => value === 0)).toBe(true)
    expect(shared.subarray(2 * source.length).every(value => value === 0)).toBe(true)
  })
})
