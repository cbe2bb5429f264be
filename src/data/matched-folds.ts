import { UserError } from '../base/errors.ts'
import { firstFew } from '../base/file-errors.ts'
import type { Dataset, ImageFile } from './dataset.ts'
import { imageFinder } from './table/matching.ts'

/** Fixed folds by file. */
export type FoldsByFile = Readonly<Record<string, number>>

/** Fixed folds by the names that the images have; a name that fits none stays as it is written. */
export function matchFolds({ root, images }: Dataset, written: FoldsByFile): FoldsByFile {
  const find = imageFinder(
    root,
    images.map(({ file }) => file),
  )
  const matched = new Map<string, { name: string; fold: number }>()
  const twice: string[] = []
  for (const [name, fold] of Object.entries(written)) {
    const file = find(name) ?? name
    const earlier = matched.get(file)
    if (earlier === undefined) matched.set(file, { name, fold })
    else if (earlier.fold !== fold)
      twice.push(`${earlier.name} in fold ${earlier.fold}, ${name} in fold ${fold}`)
  }
  if (twice.length > 0)
    throw new UserError(`${twice.length} images are listed in two folds, under names of two kinds`, {
      where: 'folds.file',
      details: firstFew(twice),
      next: 'Keep one line for each image.',
    })
  return Object.fromEntries([...matched].map(([file, { fold }]) => [file, fold]))
}

/** Without those of images that were listed, but have turned out to be damaged: these are named anyway. */
export function withoutDamaged(
  folds: FoldsByFile,
  listed: readonly ImageFile[],
  usable: readonly ImageFile[],
): FoldsByFile {
  if (usable.length === listed.length) return folds
  const left = new Set(listed.map(({ file }) => file))
  for (const { file } of usable) left.delete(file)
  return Object.fromEntries(Object.entries(folds).filter(([file]) => !left.has(file)))
}
