import path from 'node:path'
import { UserError } from '../base/errors.ts'
import type { Dataset, ImageFile, Skipped } from '../data/dataset.ts'
import { treatmentOf } from '../data/duplicates/apply.ts'
import { type Duplicates, noDuplicates } from '../data/duplicates/policies.ts'
import { loadFixedFolds } from '../data/fixed-folds.ts'
import { type Folds, makeFolds, withoutUnused } from '../data/folds.ts'
import { listDataset } from '../data/list-dataset.ts'
import { matchFolds, withoutDamaged } from '../data/matched-folds.ts'
import type { Sweep } from './sweep.ts'

/** The images that a sweep uses, and how it splits those of them that decode. */
export interface SweepData {
  readonly dataset: Dataset
  /** The duplicates among these images are treated as the sweep says. */
  readonly split: (images: readonly ImageFile[], duplicates?: Duplicates) => SplitImages
}

export interface SplitImages {
  readonly folds: Folds
  /** Images that are not used because others show the same picture. */
  readonly leftOut: readonly Skipped[]
  /** Further splits, as many as can be made: none of fixed folds. */
  readonly repeats: readonly Folds[]
}

/**
 * Lists the images and tries the folds on them; opens no image. Throws UserError where they do not suit the sweep.
 * `hasBegun`: a run has taken folders and names as they are.
 */
export async function inspectData(
  { data, finalists, folds: { file, ...folds } }: Sweep,
  { hasBegun = false } = {},
): Promise<SweepData> {
  const listed = await listDataset({ ...data, ...(hasBegun && { hasBegun }) })
  refuseTwoHoldouts(listed.images, data.holdout)
  const fixed = file === undefined ? listed.assigned : matchFolds(listed, await loadFixedFolds(file))
  const options = { ...folds, holdout: data.holdout }
  const split = (images: readonly ImageFile[], duplicates = noDuplicates) => {
    const { together, leftOut } = treatmentOf(data.duplicates, duplicates, images, fixed !== undefined)
    const assigned = fixed && { assigned: withoutDamaged(fixed, listed.images, images) }
    const treated = { ...options, ...assigned, together, leftOut: new Set(leftOut.keys()) }
    const made = makeFolds(images, listed.classes, treated)
    const wanted = fixed === undefined && finalists ? finalists.repeats : 0
    const repeats = repeatsOf(repeat => makeFolds(images, listed.classes, { ...treated, repeat }), wanted)
    return { folds: made, leftOut: [...leftOut.values()], repeats }
  }
  const dataset = withoutUnused(listed, split(listed.images).folds)
  const unused = listed.images.length - dataset.images.length
  if (file === undefined || unused === 0) return { dataset, split }
  const note = `${unused} of ${listed.images.length} images are not in ${path.basename(file)} and are left out`
  return { dataset: { ...dataset, notes: [...(dataset.notes ?? []), note] }, split }
}

/** Given test images are the holdout. */
function refuseTwoHoldouts(images: readonly ImageFile[], holdout: number): void {
  const tests = images.filter(({ test }) => test).length
  if (tests === 0 || holdout === 0) return
  throw new UserError(
    `${tests} images are given as test images, which are the holdout, but data.holdout is ${holdout}`,
    {
      where: 'data.holdout',
      next: 'Set data.holdout to 0, or leave the split aside: data.columns: { split: false }.',
    },
  )
}

/** Where groups are few, another split may leave a fold without a class: then there are no more. */
function repeatsOf(make: (repeat: number) => Folds, count: number): Folds[] {
  const made: Folds[] = []
  try {
    while (made.length < count) made.push(make(made.length + 1))
  } catch (error) {
    if (!(error instanceof UserError)) throw error
  }
  return made
}
