import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, expect, test } from 'vitest'
import { createRandom } from '../../../src/base/random.ts'
import { demoClasses, pretrainingClasses } from '../../../src/data/drawings/classes.ts'
import { drawDataset, drawImage } from '../../../src/data/drawings/draw-dataset.ts'
import { place } from '../../../src/data/drawings/figure.ts'
import { disc, polygon, ring, star } from '../../../src/data/drawings/shapes.ts'
import { linearAccuracy } from './ridge.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'drawings-'))
afterAll(() => rmSync(folder, { recursive: true }))
const names = Object.keys(demoClasses)

test('a regular polygon has its corners on the unit circle and its area', () => {
  for (const n of [3, 4, 6]) {
    const areaOf = (n / 2) * Math.sin((2 * Math.PI) / n)
    expect(area(polygon(n))).toBeCloseTo(areaOf, 1)
    expect(polygon(n)(0.98, 0) || polygon(n)(-0.98, 0)).toBe(true)
  }
  expect(area(star(5, 0.4))).toBeLessThan(area(polygon(5)))
  expect(area(ring(0.5))).toBeCloseTo(0.75 * Math.PI, 1)
})

test('a placed figure is turned, scaled and moved', () => {
  const figure = place(disc, { x: 0.5, y: -0.5, size: 0.25, angle: 1 })
  expect([figure(0.5, -0.5), figure(0.7, -0.5), figure(0.8, -0.5), figure(0, 0)]).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('the same seed draws the same picture, another seed another one', () => {
  for (const [name, draw] of Object.entries({ ...pretrainingClasses, ...demoClasses })) {
    const picture = drawImage(name, draw, 3, 32, 1)
    expect(drawImage(name, draw, 3, 32, 1), name).toEqual(picture)
    expect(drawImage(name, draw, 3, 32, 2), name).not.toEqual(picture)
    expect(drawImage(name, draw, 4, 32, 1), name).not.toEqual(picture)
  }
})

test('every class paints something and leaves something', () => {
  for (const [name, draw] of Object.entries({ ...pretrainingClasses, ...demoClasses }))
    for (let i = 0; i < 10; i++) {
      const share = area(draw(createRandom(i)), 40) / 4
      expect(share, `${name} ${i}`).toBeGreaterThan(0.005)
      expect(share, `${name} ${i}`).toBeLessThan(0.9)
    }
})

test('the demo shares no class with pre-training', () => {
  expect(names.length).toBe(6)
  expect(Object.keys(pretrainingClasses).length).toBeGreaterThanOrEqual(24)
  expect(names.filter(name => name in pretrainingClasses)).toEqual([])
  const drawn = new Set(Object.values(pretrainingClasses))
  expect(Object.values(demoClasses).filter(draw => drawn.has(draw))).toEqual([])
})

test('a data set is one folder of PNG files per class, the same bytes each time', async () => {
  const options = { classes: demoClasses, perClass: 4, size: 64, seed: 7 }
  expect(await drawDataset(folder, options)).toBe(24)
  expect(readdirSync(folder).sort()).toEqual([...names].sort())
  const file = path.join(folder, 'heart', '002.png')
  const { width, height, channels, format } = await sharp(file).metadata()
  expect({ width, height, channels, format }).toEqual({ width: 64, height: 64, channels: 3, format: 'png' })
  const draw = demoClasses.heart
  if (draw === undefined) throw new Error('no class heart')
  expect(new Uint8Array(await sharp(file).raw().toBuffer())).toEqual(drawImage('heart', draw, 1, 64, 7))
  const before = readFileSync(file)
  await drawDataset(folder, options)
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('a linear model on pixels cannot tell the demo classes apart', () => {
  const rows: Float32Array[] = []
  const labels: number[] = []
  for (const [label, [name, draw]] of Object.entries(demoClasses).entries())
    for (let i = 0; i < 40; i++) {
      rows.push(Float32Array.from(drawImage(name, draw, i, 24, 7)))
      labels.push(label)
    }
  const best = Math.max(...[0.01, 0.1, 1].map(lambda => linearAccuracy(rows, labels, lambda)))
  expect(best).toBeLessThan(0.4)
  // The classifier itself works: it learns what is linear, here a lighter row that depends on the label.
  const marked = rows.map((row, i) =>
    row.map((value, j) => (Math.floor(j / 72) === labels[i] ? value + 200 : value)),
  )
  expect(linearAccuracy(marked, labels, 0.1)).toBeGreaterThan(0.95)
})

/** Of the part of a figure inside the picture, which has area 4. */
function area(figure: (x: number, y: number) => boolean, steps = 200): number {
  let inside = 0
  for (let i = 0; i < steps; i++)
    for (let j = 0; j < steps; j++)
      if (figure((2 * (i + 0.5)) / steps - 1, (2 * (j + 0.5)) / steps - 1)) inside++
  return (4 * inside) / steps ** 2
}
