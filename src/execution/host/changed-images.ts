import { firstFew } from '../../base/file-errors.ts'
import type { Opened } from './messages.ts'

/** Which images are not what they were, one line each. */
export function changedImages(
  before: Pick<Opened, 'images' | 'digests'>,
  after: Pick<Opened, 'images' | 'digests' | 'skipped'>,
): string[] {
  const now = new Map(after.images.map(({ file }, i) => [file, after.digests[i]]))
  const reasons = new Map(after.skipped.map(({ file, reason }) => [file, reason]))
  const known = new Set(before.images.map(({ file }) => file))
  const changed = before.images.flatMap(({ file }, i) => {
    if (!now.has(file)) return `${file} ${reasons.get(file) ?? 'is gone'}`
    return now.get(file) === before.digests[i] ? [] : `${file} has other content`
  })
  const added = after.images.filter(({ file }) => !known.has(file)).map(({ file }) => `${file} was not there`)
  return firstFew([...changed, ...added], 10)
}
