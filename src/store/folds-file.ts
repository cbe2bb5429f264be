import { readFile, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { UserError } from '../base/errors.ts'
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

const foldsFile = z.object({ hash: z.string() })

/** What `folds.json` says of itself. Throws UserError where it is missing or no JSON of that kind. */
export async function readFoldsHash(folder: string): Promise<string> {
  const where = foldsPath(folder)
  try {
    return foldsFile.parse(JSON.parse(await readFile(where, 'utf8'))).hash
  } catch (cause) {
    throw new UserError('folds.json cannot be read', {
      where,
      next: 'Copy it from where the run was made: it says which image is in which fold.',
      cause,
    })
  }
}
