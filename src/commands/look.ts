import type { Dataset } from '../data/dataset.ts'
import type { LookedAt } from '../data/duplicates/look.ts'
import { type PictureNote, readingNotes } from '../data/picture/notes.ts'
import type { Range } from '../data/picture/rule.ts'
import { progressBar } from './progress-bar.ts'

/** How deep images would be read, where nothing else of the images is looked at. */
export async function lookAtDepths(dataset: Dataset, range?: Range): Promise<PictureNote[]> {
  const { sureReadingOf } = await import('../data/picture/look.ts')
  return readingNotes(await sureReadingOf(dataset, range))
}

/** Opens every image, with a bar on a terminal; elsewhere nothing is said of it. */
export async function lookAt(dataset: Dataset, size: number, range?: Range): Promise<LookedAt> {
  // Only here: sharp is loaded for it.
  const { lookAtImages } = await import('../data/duplicates/look.ts')
  const bar = progressBar()
  try {
    const show = (done: number, total: number) => {
      if (process.stderr.isTTY) bar.update({ label: 'looking for duplicates', done, total })
    }
    return await lookAtImages(dataset, size, show, range)
  } finally {
    bar.clear()
  }
}
