import type { ImageFile, Skipped } from '../dataset.ts'
import type { DuplicatePolicy, Duplicates } from './policies.ts'

/** What folds are told of duplicates: positions of images to keep together, and those of images that are not used. */
interface Treatment {
  readonly together: readonly (readonly number[])[]
  readonly leftOut: ReadonlyMap<number, Skipped>
}

const untouched: Treatment = { together: [], leftOut: new Map() }

/** Fixed folds are the person's own decision and stay as they are, whatever the policy. */
export function treatmentOf(
  policy: DuplicatePolicy | undefined,
  { groups }: Duplicates,
  images: readonly ImageFile[],
  hasFixedFolds: boolean,
): Treatment {
  if (hasFixedFolds) return untouched
  if (policy === 'group') return { ...untouched, together: groups }
  if (policy !== 'drop') return untouched
  return { ...untouched, leftOut: new Map(groups.flatMap(group => surplus(group, images))) }
}

/** All of a group but its first; all where nobody knows which label is right. */
function surplus(group: readonly number[], images: readonly ImageFile[]): [number, Skipped][] {
  const [first = 0, ...others] = group
  const fileOf = (image: number) => images[image]?.file ?? ''
  const kept = `shows the same picture as ${fileOf(first)}`
  const stranger = others.find(image => images[image]?.label !== images[first]?.label)
  if (stranger === undefined) return others.map(image => [image, { file: fileOf(image), reason: kept }])
  const reason = `shows the same picture under two labels, as ${fileOf(first)} and ${fileOf(stranger)}`
  return group.map(image => [image, { file: fileOf(image), reason }])
}
