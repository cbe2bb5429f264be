import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { createRandom } from '../../base/random.ts'
import type { Draw } from './figure.ts'
import { paint } from './paint.ts'

export interface DrawOptions {
  readonly classes: Readonly<Record<string, Draw>>
  readonly perClass: number
  /** Pixels a side. */
  readonly size: number
  readonly seed: number
}

/** The i-th picture of a class as size×size×3 bytes; the same for the same seed, name and number. */
export function drawImage(name: string, draw: Draw, i: number, size: number, seed: number): Uint8Array {
  const random = createRandom(seed).fork(name, i)
  return paint(draw(random.fork('figure')), size, random.fork('paint'))
}

/** Writes `folder/class/001.png` and so on; returns how many pictures there are. */
export async function drawDataset(folder: string, options: DrawOptions): Promise<number> {
  const { classes, perClass, size, seed } = options
  for (const [name, draw] of Object.entries(classes)) {
    await mkdir(path.join(folder, name), { recursive: true })
    const write = (i: number) => {
      const raw = { width: size, height: size, channels: 3 } as const
      const file = path.join(folder, name, `${String(i + 1).padStart(3, '0')}.png`)
      return sharp(drawImage(name, draw, i, size, seed), { raw })
        .png({ compressionLevel: 4 })
        .toFile(file)
    }
    await Promise.all(Array.from({ length: perClass }, (_, i) => write(i)))
  }
  return Object.keys(classes).length * perClass
}
