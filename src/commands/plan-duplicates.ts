import type { DuplicateFindings } from '../data/duplicates/findings.ts'
import {
  type DuplicateHandling,
  duplicatesSentence,
  groupText,
  splitGroups,
} from '../data/duplicates/words.ts'

/** `plan --json` prints it; null where nobody looked. */
export interface PlannedDuplicates extends DuplicateHandling, DuplicateFindings {}

const listedGroups = 10

/** One line of facts. */
export function duplicatesFact(duplicates: PlannedDuplicates | null): string {
  if (duplicates === null) return 'not looked for'
  return duplicatesSentence(duplicates.groups, duplicates, splitGroups(duplicates)) || 'none found'
}

/** The groups by name: `=` the same to the last pixel, `≈` nearly. */
export function duplicatesText(duplicates: PlannedDuplicates | null): string[] {
  if (duplicates === null || duplicates.groups.length === 0) return []
  const { groups, identical } = duplicates
  const same = new Set(identical.map(String))
  const more = groups.length - listedGroups
  return [
    '',
    'Images that show the same picture (= identical, ≈ nearly)',
    ...groups
      .slice(0, listedGroups)
      .map(group => `  ${groupText(group, same.has(String(group)) ? '=' : '≈')}`),
    ...(more > 0 ? [`  … and ${more} more (--json lists all)`] : []),
  ]
}
