import type { Dataset } from '../data/dataset.ts'
import type { LookedAt } from '../data/duplicates/look.ts'
import { progressBar } from './progress-bar.ts'

/** Opens every image, with a bar on a terminal; elsewhere nothing is said of it. */
export async function lookAt(dataset: Dataset, size: number): Promise<LookedAt> {
  // Only here: sharp is loaded for it.
  const { lookAtImages } = await import('../data/duplicates/look.ts')
  const bar = progressBar()
  try {
    return await lookAtImages(dataset, size, (done, total) => {
      if (process.stderr.isTTY) bar.update({ label: 'looking for duplicates', done, total })
    })
  } finally {
    bar.clear()
  }
}
