import { findDuplicates, type OnProgress } from './find.ts'
import { createMarks } from './marks.ts'
import type { Duplicates } from './policies.ts'

const pauseEvery = 256

/** Duplicates among decoded images [count, size, size, 3]. Messages are answered meanwhile. */
export async function duplicatesIn(
  pixels: Uint8Array,
  count: number,
  size: number,
  onProgress?: OnProgress,
): Promise<Duplicates> {
  const marks = createMarks(count, size)
  const bytes = size * size * 3
  for (let image = 0; image < count; image++) {
    marks.add(pixels.subarray(image * bytes, (image + 1) * bytes))
    if (image % pauseEvery === 0) await breathe()
  }
  return findDuplicates(marks, async (done, total) => {
    onProgress?.(done, total)
    await breathe()
  })
}

const breathe = () => new Promise<void>(resolve => setImmediate(resolve))
