import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { messageOf, UserError } from '../base/errors.ts'
import { codeOf } from '../base/file-errors.ts'
import { replaceFile } from '../base/replace-file.ts'
import type { ImageFile } from '../data/dataset.ts'
import type { Folds } from '../data/folds.ts'
import { foldsPath } from './paths.ts'

/**
 * `folds.json`: k, the hash, and each file's fold (−1 is the outer holdout, −2 unused). Written where it is not there or says
 * something else; a disk that is full costs a sweep this file, and nothing else: gives the reason.
 */
export async function keepFoldsFile(
  folder: string,
  folds: Folds,
  images: readonly ImageFile[],
): Promise<string | undefined> {
  const { k, hash } = folds
  if ((await readFoldsHash(folder).catch(() => undefined)) === hash) return undefined
  const foldOf = Object.fromEntries(images.map(({ file }, i) => [file, folds.of[i] ?? -2]))
  try {
    await replaceFile(foldsPath(folder), `${JSON.stringify({ k, hash, folds: foldOf }, null, 1)}\n`)
    return undefined
  } catch (error) {
    return `folds.json cannot be written (${codeOf(error) || messageOf(error)}): the next session writes it`
  }
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
