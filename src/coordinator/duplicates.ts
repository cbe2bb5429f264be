import type { Dataset, ImageFile } from '../data/dataset.ts'
import { duplicateFindings } from '../data/duplicates/findings.ts'
import type { Duplicates } from '../data/duplicates/policies.ts'
import { duplicateWarnings, splitGroups } from '../data/duplicates/words.ts'
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

/** Where duplicates went: for the journal, and what a person must know beside it. */
interface DuplicatesTold {
  readonly duplicates: RunDuplicates
  readonly warnings: readonly string[]
}

/** Places among the images become names, which a journal can keep. */
export function tellDuplicates(
  sweep: Sweep,
  duplicates: Duplicates,
  images: readonly ImageFile[],
  { classes, assigned }: Pick<Dataset, 'classes' | 'assigned'>,
  folds: Folds,
): DuplicatesTold {
  const handling = handlingOf(sweep, assigned !== undefined)
  const findings = duplicateFindings(duplicates, images, classes, folds)
  const { groups, identical } = findings
  return {
    duplicates: { groups, identical, hasFixedFolds: handling.hasFixedFolds, split: splitGroups(findings) },
    warnings: duplicateWarnings(findings, handling),
  }
}
