import { UserError } from '../base/errors.ts'
import { firstFew } from '../base/file-errors.ts'
import type { ImageFile, Skipped } from '../data/dataset.ts'
import type { Duplicates } from '../data/duplicates/policies.ts'
import type { Folds } from '../data/folds.ts'
import type { RunState } from '../run/state.ts'
import type { SplitImages, SweepData } from '../sweep/inspect-data.ts'

/** When too few images are left for the folds, those that did not decode are told as the reason. */
export function splitImages(
  split: SweepData['split'],
  images: readonly ImageFile[],
  skipped: readonly Skipped[],
  duplicates?: Duplicates,
): SplitImages {
  try {
    return split(images, duplicates)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const reasons = firstFew(skipped.map(({ file, reason }) => `left out: ${file} (${reason})`))
    const groups = duplicates?.groups ?? []
    const copies =
      groups.length === 0
        ? []
        : [
            `${groups.length} groups of duplicates (${groups.flat().length} images) were found; nightsweep plan lists them, data.duplicates says what is done about them`,
          ]
    if (reasons.length + copies.length === 0) throw error
    throw error.withDetails({ details: [...error.details, ...copies, ...reasons] })
  }
}

/** Folds of a resumed run must be the very same, or its scores could not be compared. */
export function checkUnchanged({ data, name }: RunState, folds: Folds, imagesHash: string): void {
  if (data === undefined || (data.folds.hash === folds.hash && data.imagesHash === imagesHash)) return
  throw new UserError(`the images are not the ones that run ${name} began with`, {
    details: [`then: ${data.images} images; now: ${folds.of.length}`],
    next: 'Restore the images, or start a new run: scores on other folds cannot be compared.',
  })
}
