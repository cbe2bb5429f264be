import { UserError } from '../base/errors.ts'
import type { Dataset, Skipped } from '../data/dataset.ts'
import { oneLine } from '../text/width.ts'

const shown = 3

/** Nothing of a data set can be read: why, by the first files. */
export function noneRead({ root, images }: Dataset, skipped: readonly Skipped[]): UserError {
  const files = new Set(images.map(({ file }) => file))
  const reasons = skipped.filter(({ file }) => files.has(file))
  const more = reasons.length > shown ? [`… and ${reasons.length - shown} more`] : []
  return new UserError(`None of ${images.length} images can be read`, {
    where: root,
    details: [...reasons.slice(0, shown).map(({ file, reason }) => oneLine(`${file} ${reason}`)), ...more],
    next: 'Convert them, or open one in a viewer: is it really an image, and complete?',
  })
}
