import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll } from 'vitest'
import { UserError } from '../../src/base/errors.ts'
import { decodeAll } from '../../src/data/decode.ts'

const made: string[] = []
afterAll(() => Promise.all(made.map(folder => rm(folder, { recursive: true, force: true }))))

/** A new folder that goes when the tests of the file end. */
export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'nightsweep-data-'))
  made.push(folder)
  return folder
}

/** Writes files into a folder: text, bytes, or a small picture where nothing is given. */
export async function fill(
  folder: string,
  files: Readonly<Record<string, string | Buffer | null>>,
): Promise<string> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, content ?? (await picture()))
  }
  return folder
}

/** `folder/name0.png` … as keys for `fill`. */
export function pictures(folder: string, count: number): Record<string, null> {
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`${folder}/${i}.png`, null]))
}

export async function picture(): Promise<Buffer> {
  return sharp({ create: { width: 8, height: 8, channels: 3, background: '#c03020' } })
    .png()
    .toBuffer()
}

/** A noisy JPEG, large enough to be cut off in its middle. */
export async function jpeg(): Promise<Buffer> {
  const data = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 256)
  return sharp(data, { raw: { width: 64, height: 64, channels: 3 } })
    .jpeg()
    .toBuffer()
}

/** The UserError of a call; anything else fails the test. */
export async function failure(call: () => unknown): Promise<UserError> {
  try {
    await call()
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('should have failed')
}

/** One image as a data set of its own is decoded. */
export async function decodeImage(file: string, size: number): Promise<Uint8Array> {
  const images = [{ file: path.basename(file), label: 0 }]
  const { pixels, skipped } = await decodeAll({ root: path.dirname(file), images, skipped: [] }, size)
  for (const { reason } of skipped) throw new Error(reason)
  return pixels
}
