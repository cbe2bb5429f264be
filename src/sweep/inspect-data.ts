import type { Dataset, ImageFile } from '../data/dataset.ts'
import { loadFixedFolds } from '../data/fixed-folds.ts'
import { type Folds, makeFolds, withoutUnused } from '../data/folds.ts'
import { listDataset } from '../data/list-dataset.ts'
import type { Sweep } from './sweep.ts'

/** The images that a sweep uses, and how it splits those of them that decode. */
export interface SweepData {
  readonly dataset: Dataset
  readonly split: (images: readonly ImageFile[]) => Folds
}

/** Lists the images and tries the folds on them; opens no image. Throws UserError where they do not suit the sweep. */
export async function inspectData({ data, folds: { file, ...folds } }: Sweep): Promise<SweepData> {
  const listed = await listDataset(data.path)
  const assigned = file === undefined ? {} : { assigned: await loadFixedFolds(file) }
  const options = { ...folds, holdout: data.holdout, ...assigned }
  const split = (images: readonly ImageFile[]) => makeFolds(images, listed.classes, options)
  return { dataset: withoutUnused(listed, split(listed.images)), split }
}
