import { writeFile } from 'node:fs/promises'
import type { ImageFile } from '../data/dataset.ts'
import type { Folds } from '../data/folds.ts'
import { foldsPath } from './paths.ts'

/** `folds.json`: k, the hash, and each file's fold (−1 is the outer holdout, −2 unused). */
export async function writeFoldsFile(
  folder: string,
  folds: Folds,
  images: readonly ImageFile[],
): Promise<void> {
  const { k, hash } = folds
  const foldOf = Object.fromEntries(images.map(({ file }, i) => [file, folds.of[i] ?? -2]))
  await writeFile(foldsPath(folder), `${JSON.stringify({ k, hash, folds: foldOf }, null, 1)}\n`)
}
