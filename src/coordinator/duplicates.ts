import type { ImageFile } from '../data/dataset.ts'
import { duplicateFindings } from '../data/duplicates/findings.ts'
import type { Duplicates } from '../data/duplicates/policies.ts'
import { duplicateWarnings } from '../data/duplicates/words.ts'
import type { Folds } from '../data/folds.ts'
import { handlingOf } from '../run/duplicates.ts'
import type { RunDuplicates, RunState } from '../run/state.ts'
import type { Sweep } from '../sweep/sweep.ts'

/** Duplicates are looked for when a run makes its folds. Runs of older versions did not, and keep their folds. */
export function mustLook(
  { data: { duplicates = 'none' } }: Sweep,
  { data }: Pick<Partial<RunState>, 'data'>,
): boolean {
  return duplicates !== 'none' && data === undefined
}

/** Places among the images become names, which a journal can keep. */
export function duplicatesByName(
  { groups, identical }: Duplicates,
  images: readonly ImageFile[],
): RunDuplicates {
  const named = (found: Duplicates['groups']) =>
    found.map(group => group.map(image => images[image]?.file ?? ''))
  return { groups: named(groups), identical: named(identical) }
}

/** The duplicates that a run began with: looking again could find others once this program knows better. */
export function duplicatesByPlace(
  { groups, identical }: RunDuplicates,
  images: readonly ImageFile[],
): Duplicates {
  const places = new Map(images.map(({ file }, place) => [file, place]))
  const placed = (named: RunDuplicates['groups']) =>
    named
      .map(group => group.flatMap(file => places.get(file) ?? []).sort((a, b) => a - b))
      .filter(({ length }) => length > 1)
  return { groups: placed(groups), identical: placed(identical) }
}

/** What a person must know of them, beside the counts that the event `data` tells. */
export function duplicateNotes(
  sweep: Sweep,
  duplicates: Duplicates | undefined,
  images: readonly ImageFile[],
  classes: readonly string[],
  folds: Folds,
): string[] {
  if (duplicates === undefined) return []
  const findings = duplicateFindings(duplicates, images, classes, folds)
  return duplicateWarnings(findings, handlingOf(sweep))
}
