import type { ImageFile } from '../dataset.ts'
import type { Folds } from '../folds.ts'
import type { Duplicates } from './policies.ts'

/** Pictures, each by the names of the files that show it. */
type Named = readonly (readonly string[])[]

/** What a person should know of the duplicates among their images. */
export interface DuplicateFindings {
  /** All groups, and those of images that are the same to the last pixel. */
  readonly groups: Named
  readonly identical: Named
  /** Those under different labels: one of the labels is wrong. */
  readonly conflicts: { readonly identical: Named; readonly near: Named }
  /** Groups that lie on both sides of a fold all the same. */
  readonly straddling: Named
  /** Groups of which some are in the holdout and some are not. */
  readonly acrossHoldout: Named
  /** Where groups are in the way of even folds, or of a holdout. */
  readonly uneven: readonly string[]
}

/** `of` is where each image went; images that are not used are on no side. */
export function duplicateFindings(
  { groups, identical }: Duplicates,
  images: readonly ImageFile[],
  classes: readonly string[],
  { of, k }: Pick<Folds, 'of' | 'k'>,
): DuplicateFindings {
  const named = (found: Duplicates['groups']) =>
    found.map(group => group.map(image => images[image]?.file ?? ''))
  const isMixed = (group: readonly number[]) => new Set(group.map(image => images[image]?.label)).size > 1
  const places = (group: readonly number[]) =>
    new Set(group.map(image => of[image] ?? -2).filter(fold => fold !== -2))
  const mixed = identical.filter(isMixed)
  const told = new Set(mixed.flat())
  return {
    groups: named(groups),
    identical: named(identical),
    conflicts: {
      identical: named(mixed),
      near: named(groups.filter(group => isMixed(group) && !group.some(image => told.has(image)))),
    },
    straddling: named(groups.filter(group => [...places(group)].filter(fold => fold >= 0).length > 1)),
    acrossHoldout: named(groups.filter(group => places(group).has(-1) && places(group).size > 1)),
    uneven: [
      ...noTestImages(images, of),
      ...largeGroups(groups, images, { of, k }),
      ...missingClasses(groups, images, classes, { of, k }),
    ],
  }
}

/** Given test images that are all copies of others are all left out. */
function noTestImages(images: readonly ImageFile[], of: readonly number[]): string[] {
  const tests = images.filter(({ test }) => test).length
  if (tests === 0 || of.includes(-1)) return []
  return [
    `all ${tests} test images show pictures that are used already and are left out: there is no holdout to confirm the winner on`,
  ]
}

/** A group that does not fit into a fold makes the folds uneven. */
function largeGroups(
  groups: Duplicates['groups'],
  images: readonly ImageFile[],
  { of, k }: Pick<Folds, 'of' | 'k'>,
): string[] {
  const share = of.filter(fold => fold >= 0).length / k
  const sizes = new Array<number>(k).fill(0)
  for (const fold of of) if (fold >= 0) sizes[fold] = (sizes[fold] ?? 0) + 1
  return groups
    .filter(group => group.length > share && new Set(group.map(image => of[image])).size === 1)
    .map(
      group =>
        `${group.length} duplicates of ${images[group[0] ?? 0]?.file} are more than a fold's share of ${Math.round(share)} images: the folds have ${Math.min(...sizes)} to ${Math.max(...sizes)}`,
    )
}

/** A class with fewer pictures than folds is missing in some of them. */
function missingClasses(
  groups: Duplicates['groups'],
  images: readonly ImageFile[],
  classes: readonly string[],
  { of, k }: Pick<Folds, 'of' | 'k'>,
): string[] {
  if (groups.length === 0) return []
  const folds = classes.map(() => new Set<number>())
  const counts = classes.map(() => 0)
  for (const [image, { label }] of images.entries()) {
    const fold = of[image] ?? -2
    if (fold < 0) continue
    folds[label]?.add(fold)
    counts[label] = (counts[label] ?? 0) + 1
  }
  return classes.flatMap((name, label) => {
    const [filled, count] = [folds[label]?.size ?? 0, counts[label] ?? 0]
    if (filled >= k || filled === 0 || count < k) return []
    return [
      `"${name}" has ${count} images, but duplicates kept together leave ${k - filled} of ${k} folds without one to validate`,
    ]
  })
}
