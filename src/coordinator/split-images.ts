import { UserError } from '../base/errors.ts'
import { firstFew } from '../base/file-errors.ts'
import type { ImageFile, Skipped } from '../data/dataset.ts'
import type { Folds } from '../data/folds.ts'
import type { RunState } from '../run/state.ts'
import type { SweepData } from '../sweep/inspect-data.ts'

/** When too few images are left for the folds, those that did not decode are told as the reason. */
export function splitImages(
  split: SweepData['split'],
  images: readonly ImageFile[],
  skipped: readonly Skipped[],
): Folds {
  try {
    return split(images)
  } catch (error) {
    if (!(error instanceof UserError) || skipped.length === 0) throw error
    const reasons = firstFew(skipped.map(({ file, reason }) => `left out: ${file} (${reason})`))
    throw error.withDetails({ details: [...error.details, ...reasons] })
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
