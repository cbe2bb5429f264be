import { firstFew } from '../../base/file-errors.ts'
import { counted } from '../../text/numbers.ts'
import { oneLine } from '../../text/width.ts'
import type { DuplicateFindings } from './findings.ts'
import type { DuplicatePolicy } from './policies.ts'

/** What is done about duplicates. */
export interface DuplicateHandling {
  readonly policy: DuplicatePolicy | undefined
  /** Folds of a file or a table are not changed. */
  readonly hasFixedFolds: boolean
}

type Named = readonly (readonly string[])[]

/**
 * "12 groups of duplicates (31 images) kept in one fold each"; empty where there are none. `split`: so many of them lie on
 * both sides of given test images all the same.
 */
export function duplicatesSentence(
  groups: Named,
  { policy, hasFixedFolds }: DuplicateHandling,
  split: number,
): string {
  if (groups.length === 0) return ''
  const found = `${counted(groups.length, 'group')} of duplicates (${groups.flat().length} images)`
  if (hasFixedFolds) return `${found}; the given folds stay as they are`
  if (policy === 'group' && split === groups.length)
    return `${found} both among the test images and outside them`
  if (policy === 'group' && split > 0)
    return `${found}: ${split} both among the test images and outside them, the others kept in one fold each`
  if (policy === 'group') return `${found} kept in one fold each`
  return policy === 'drop'
    ? `${found}; one of each is used, none where labels differ`
    : `${found}, not kept together`
}

/** How many groups are on both sides of a fold or of the holdout. */
export function splitGroups({ straddling, acrossHoldout }: DuplicateFindings): number {
  return new Set([...straddling, ...acrossHoldout].map(String)).size
}

/** What should worry a person, each with the names that are needed to look. */
export function duplicateWarnings(
  { conflicts, straddling, acrossHoldout, uneven }: DuplicateFindings,
  { policy, hasFixedFolds }: DuplicateHandling,
  listed = 5,
): string[] {
  const [same, near] = [conflicts.identical, conflicts.near]
  const way = hasFixedFolds ? 'the folds are given' : `data.duplicates: ${policy}`
  const remedy = hasFixedFolds ? way : 'data.duplicates: drop uses one of each'
  return [
    ...(same.length === 0
      ? []
      : [
          `${counted(same.length, 'identical image')} under different labels: ${groupsText(same, listed, '=')}`,
        ]),
    ...(near.length === 0
      ? []
      : [
          `${counted(near.length, 'nearly identical image')} under different labels: ${groupsText(near, listed, '≈')}`,
        ]),
    ...(straddling.length === 0
      ? []
      : [
          `${counted(straddling.length, 'group')} of duplicates on both sides of a fold (${way}), which flatters scores: ${groupsText(straddling, listed, '≈')}`,
        ]),
    ...(acrossHoldout.length === 0
      ? []
      : [
          `${counted(acrossHoldout.length, 'group')} of duplicates both in the holdout and outside it, which flatters the winner's score there (${remedy}): ${groupsText(acrossHoldout, listed, '≈')}`,
        ]),
    ...uneven,
  ]
}

function groupsText(groups: Named, listed: number, sign: '=' | '≈'): string {
  return firstFew(
    groups.map(group => groupText(group, sign)),
    listed,
  ).join(', ')
}

const shown = 4

/** "a/1.jpg = b/2.jpg" */
export function groupText(group: readonly string[], sign: '=' | '≈'): string {
  const names = group.slice(0, shown).map(oneLine)
  return [...names, ...(group.length > shown ? [`${group.length - shown} more`] : [])].join(` ${sign} `)
}
