import type { Opened } from '../../execution/host/messages.ts'
import { keepMemoryLimits, readMemoryLimits } from '../../store/memory-file.ts'
import { roomFor } from '../../sweep/batch-warnings.ts'
import type { Sweep } from '../../sweep/sweep.ts'
import { createTrainingBytes, likelyBatch } from '../../sweep/tape.ts'
import type { MemoryLimit } from '../../trial/memory-limit.ts'
import { createMicroBatches, type MicroBatches } from './micro-batches.ts'

interface FollowOptions {
  readonly sweep: Sweep
  readonly opened: Pick<Opened, 'engine' | 'workers' | 'workerBytes'>
}

export interface FollowedMemory {
  readonly microBatches: MicroBatches
  close(): Promise<void>
}

/** The micro-batches of a session, begun with what is kept on this machine; what is new is kept at once. */
export async function followMemory({ sweep, opened }: FollowOptions): Promise<FollowedMemory> {
  const { engine, workers } = opened
  const room = roomOf(opened)
  const bytesOf = createTrainingBytes(sweep.data.imageSize)
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
    // A GPU has its memory, whatever the machine has.
    gigabytes: room === undefined ? 1 : room / 1024 ** 3,
    known: await readMemoryLimits(engine),
    ...(room !== undefined && { estimate: recipe => likelyBatch(recipe, bytesOf, room) }),
    onLearned(limit) {
      fresh.push(limit)
      void keep()
    },
  })
  return { microBatches, close: keep }
}

function roomOf({ engine, workerBytes }: FollowOptions['opened']): number | undefined {
  return engine.isGpu || workerBytes === undefined ? undefined : roomFor(engine.name, { workerBytes })
}
