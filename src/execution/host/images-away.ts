import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { codeOf } from '../../base/file-errors.ts'
import type { Dataset } from '../../data/dataset.ts'

/** The images are not to be had at the moment, and were not found to be changed. */
export class ImagesAway extends Error {}

/** So many are looked for; nobody deletes just these. */
const asked = 25

/**
 * Why the images are away, in words: their folder is not there, does not answer, or is empty as a mount point is without
 * its drive, or not one of many is there. Undefined: they are there, changed or not.
 */
export async function imagesAway({
  root,
  images,
}: Pick<Dataset, 'root' | 'images'>): Promise<string | undefined> {
  const away = (why: string) => `the images at ${root} are away (${why}); the sweep waits for them`
  try {
    if ((await readdir(root)).length === 0) return away('the folder is empty')
  } catch (error) {
    return away(
      codeOf(error) === 'ENOENT' ? 'the folder is not there' : codeOf(error) || 'it does not answer',
    )
  }
  if (images.length === 0) return undefined
  const step = Math.max(1, Math.floor(images.length / asked))
  const some = images.filter((_, i) => i % step === 0)
  for (const { file } of some) if (await isThere(path.join(root, file))) return undefined
  return away('not one of them is there')
}

const isThere = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  )
