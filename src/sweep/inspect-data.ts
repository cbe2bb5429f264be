import type { Dataset, ImageFile, Skipped } from '../data/dataset.ts'
import { treatmentOf } from '../data/duplicates/apply.ts'
import { type Duplicates, noDuplicates } from '../data/duplicates/policies.ts'
import { loadFixedFolds } from '../data/fixed-folds.ts'
import { type Folds, makeFolds, withoutUnused } from '../data/folds.ts'
import { listDataset } from '../data/list-dataset.ts'
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
}

/** Lists the images and tries the folds on them; opens no image. Throws UserError where they do not suit the sweep. */
export async function inspectData({ data, folds: { file, ...folds } }: Sweep): Promise<SweepData> {
  const listed = await listDataset(data.path)
  const assigned = file === undefined ? {} : { assigned: await loadFixedFolds(file) }
  const options = { ...folds, holdout: data.holdout, ...assigned }
  const split = (images: readonly ImageFile[], duplicates = noDuplicates) => {
    const { together, leftOut } = treatmentOf(data.duplicates, duplicates, images, file !== undefined)
    const made = makeFolds(images, listed.classes, { ...options, together, leftOut: new Set(leftOut.keys()) })
    return { folds: made, leftOut: [...leftOut.values()] }
  }
  return { dataset: withoutUnused(listed, split(listed.images).folds), split }
}
