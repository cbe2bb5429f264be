import { setTimeout as sleep } from 'node:timers/promises'
import type { Dataset } from '../../data/dataset.ts'
import { imagesAway } from './images-away.ts'

export interface WaitForImages {
  /** The images are away, for this reason, or back (undefined). */
  readonly onAway?: ((reason: string | undefined) => void) | undefined
  readonly everyMs?: number
}

/** Resolves when the images are there, or when nobody wants them any more. */
export async function waitForImages(
  dataset: Pick<Dataset, 'root' | 'images'>,
  signal: AbortSignal,
  { onAway, everyMs = 10_000 }: WaitForImages,
): Promise<void> {
  for (let wasAway = false; !signal.aborted; wasAway = true) {
    const reason = await imagesAway(dataset)
    if (reason !== undefined || wasAway) onAway?.(reason)
    if (reason === undefined) return
    await sleep(everyMs, undefined, { signal }).catch(() => undefined)
  }
}
