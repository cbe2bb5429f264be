import { mostHeapBytes } from '../../engine/heap-size.ts'
import type { Opened } from '../../execution/host/messages.ts'
import { keepMemoryLimits, readMemoryLimits } from '../../store/memory-file.ts'
import type { Sweep } from '../../sweep/sweep.ts'
import type { MemoryLimit } from '../../trial/memory-limit.ts'
import type { Recipe } from '../../trial/recipe.ts'
import { createMicroBatches, type MicroBatches } from './micro-batches.ts'

interface FollowOptions {
  readonly sweep: Sweep
  readonly opened: Pick<Opened, 'engine' | 'workers'>
  /** That each worker may use. */
  readonly workerBytes: number
  readonly estimate?: (recipe: Recipe) => number | undefined
}

/** The micro-batches of a session, begun with what is kept on this machine; what is new is kept at once. */
export async function followMemory({ sweep, opened, workerBytes, estimate }: FollowOptions): Promise<{
  readonly microBatches: MicroBatches
  close(): Promise<void>
}> {
  const { engine, workers } = opened
  let fresh: MemoryLimit[] = []
  let keeping = Promise.resolve()

  /** One after another: each adds to what the file has. */
  function keep(): Promise<void> {
    const taken = fresh
    fresh = []
    keeping = keeping.then(() => keepMemoryLimits(engine, taken)).catch(() => undefined)
    return keeping
  }

  const microBatches = createMicroBatches({
    sweep,
    workers,
    gigabytes: gigabytesOf(engine, workerBytes),
    known: await readMemoryLimits(engine),
    ...(estimate && { estimate }),
    onLearned(limit) {
      fresh.push(limit)
      void keep()
    },
  })
  return { microBatches, close: keep }
}

/** A GPU has its memory, whatever the machine has. */
function gigabytesOf({ name, isGpu }: Opened['engine'], workerBytes: number): number {
  if (isGpu) return 1
  return (name === 'wasm' ? Math.min(workerBytes, mostHeapBytes()) : workerBytes) / 1024 ** 3
}
