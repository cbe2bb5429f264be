import { UserError } from '../base/errors.ts'
import { firstFew } from '../base/file-errors.ts'
import type { ImageFile } from './dataset.ts'

const where = 'folds.file'

/** More are a mistake: each configuration is trained that many times. */
export const mostFolds = 10_000

/** Fixed folds by file name; where an image is not listed −1 for test images, −2 for the others. */
export function assignedFolds(
  images: readonly ImageFile[],
  assigned: Readonly<Record<string, number>>,
  holdout: number,
): { k: number; of: number[] } {
  if (holdout > 0)
    throw new UserError(`Fixed folds and a holdout of ${holdout} exclude each other`, {
      where,
      next: 'Set data.holdout to 0; images that the file does not list stay unused.',
    })
  const k = countFolds(assigned)
  const places = new Map(Object.entries(assigned))
  const known = new Set(images.map(({ file }) => file))
  const missing = [...places.keys()].filter(file => !known.has(file))
  if (missing.length > 0)
    throw new UserError(
      `${missing.length} of ${places.size} files with a fixed fold are not among the usable images (missing, or skipped)`,
      {
        where,
        details: firstFew(missing),
        next: `Take them out of the file or put the images back. Names look like ${images[0]?.file ?? 'class/file.jpg'}.`,
      },
    )
  return { k, of: images.map(({ file, test }) => places.get(file) ?? (test ? -1 : -2)) }
}

function countFolds(assigned: Readonly<Record<string, number>>): number {
  const entries = Object.entries(assigned)
  const wrong = entries.filter(([, fold]) => !Number.isInteger(fold) || fold < 0)
  if (wrong.length > 0)
    throw new UserError(`${wrong.length} fold numbers are not whole numbers from 0`, {
      where,
      details: firstFew(wrong.map(([file, fold]) => `${file}: ${fold}`)),
      next: 'Number the folds 0, 1, 2, …',
    })
  const used = new Set(entries.map(([, fold]) => fold))
  const k = entries.reduce((most, [, fold]) => Math.max(most, fold + 1), 0)
  if (k < 2)
    throw new UserError(
      k === 0 ? 'No file has a fold' : 'All files are in fold 0, but at least 2 folds are needed',
      { where, next: 'Give every file the number of the fold that validates it.' },
    )
  if (k > mostFolds)
    throw new UserError(`The fold numbers go up to ${k - 1}, but there can be at most ${mostFolds} folds`, {
      where,
      next: 'Number the folds 0, 1, 2, …',
    })
  if (used.size !== k) {
    const [gap] = Array.from({ length: used.size + 1 }, (_, i) => i).filter(i => !used.has(i))
    throw new UserError(`Fold ${gap} is empty, though the numbers go up to ${k - 1}`, {
      where,
      next: 'Number the folds 0, 1, 2, … without a gap.',
    })
  }
  return k
}
