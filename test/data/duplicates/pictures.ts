import path from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { createRandom } from '../../../src/base/random.ts'
import { listDataset } from '../../../src/data/list-dataset.ts'
import { fill, tempFolder } from '../make.ts'

const made = new Map<string, Promise<Buffer>>()

/** A picture of its own for every seed: soft blobs of random place, size and shade, as PNG of 96 × 80 pixels. */
export function blobs(seed: string): Promise<Buffer> {
  const picture = made.get(seed) ?? draw(seed, 96, 80)
  made.set(seed, picture)
  return picture
}

async function draw(seed: string, width: number, height: number): Promise<Buffer> {
  const random = createRandom(seed)
  const all = Array.from({ length: 14 }, () => ({
    x: random.integer(0, width),
    y: random.integer(0, height),
    radius: random.integer(6, 26),
    shade: [0, 1, 2].map(() => random.integer(-110, 110)),
  }))
  const pixels = Buffer.alloc(width * height * 3)
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < 3; channel++, at++) {
        const light = all.reduce((sum, blob) => {
          const distance = ((x - blob.x) ** 2 + (y - blob.y) ** 2) / blob.radius ** 2
          return distance < 1 ? sum + (blob.shade[channel] ?? 0) * (1 - distance) : sum
        }, 120)
        pixels[at] = Math.max(0, Math.min(255, light))
      }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}

/** The picture changed, as PNG unless the change says otherwise. */
export const changed = (picture: Buffer, change: (image: Sharp) => Sharp): Promise<Buffer> =>
  change(sharp(picture)).toBuffer()

/** A data set of pictures in two classes: `files` may lie in folders `a` and `b`; each class gets `others` of its own. */
export async function dataset(files: Readonly<Record<string, Buffer>>, others = 8) {
  const root = await tempFolder()
  await fill(root, files)
  for (const name of ['a', 'b'])
    for (let i = 0; i < others; i++)
      await fill(root, { [path.join(name, `other-${i}.png`)]: await blobs(`${name} ${i}`) })
  return listDataset({ path: root })
}
