import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { createRandom } from '../../src/base/random.ts'

/** A new empty folder, removed by the operating system. */
export function temporaryFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'nightsweep-'))
}

/** A folder per class of noisy flat colours: easily learnt, made in milliseconds. */
export async function colourFolder(classes: readonly string[], each: number, size = 40): Promise<string> {
  const root = temporaryFolder()
  const random = createRandom('colours')
  for (const [label, name] of classes.entries()) {
    mkdirSync(path.join(root, name))
    for (let i = 0; i < each; i++) {
      const pixels = Buffer.alloc(size * size * 3)
      for (let p = 0; p < pixels.length; p++)
        pixels[p] = (p % 3 === label % 3 ? 170 : 60) + random.integer(-50, 50)
      const png = await sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
        .png()
        .toBuffer()
      writeFileSync(path.join(root, name, `${i}.png`), png)
    }
  }
  return root
}
