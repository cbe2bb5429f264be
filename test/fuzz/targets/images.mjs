import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { UserError } from '../../../dist/base/errors.js'
import { decodeAll } from '../../../dist/data/decode.js'
import { mutatedBytes } from '../mutate.mjs'

class Skipped extends Error {}

const size = 32
const raw = { width: 40, height: 30, channels: 3 }

/** Pictures of every format that is read. */
export async function open(folder) {
  const root = path.join(folder, 'images')
  mkdirSync(root, { recursive: true })
  const pixels = Buffer.from(Array.from({ length: 40 * 30 * 3 }, (_, i) => (i * 37) % 251))
  const sound = await Promise.all(
    ['png', 'jpeg', 'tiff', 'webp', 'gif'].map(async format => ({
      extension: format === 'jpeg' ? 'jpg' : format,
      bytes: await sharp(pixels, { raw }).toFormat(format).toBuffer(),
    })),
  )
  const deep = await sharp(pixels, { raw }).toColourspace('rgb16').png().toBuffer()
  sound.push({ extension: 'png', bytes: deep })
  return {
    refusals: [UserError, Skipped],
    async attempt(random, index) {
      const { extension, bytes } = random.pick(sound)
      const file = `${index}.${extension}`
      const damaged = mutatedBytes(bytes, random)
      writeFileSync(path.join(root, file), damaged)
      writeFileSync(path.join(folder, 'input'), damaged)
      const decoded = await decodeAll({ root, images: [{ file, label: 0 }], skipped: [] }, size)
      const { images, skipped } = decoded
      if (images.length + skipped.length !== 1) return 'neither decoded nor skipped'
      if (images.length === 1 && decoded.pixels.length !== size * size * 3) return 'no pixels'
      if (skipped.some(({ reason }) => /\n|\bat \//.test(reason)))
        return `a reason for nobody: ${skipped[0].reason}`
      if (skipped.length === 1) throw new Skipped(skipped[0].reason)
      return undefined
    },
  }
}
