import { UserError } from '../../base/errors.ts'
import type { EngineName } from '../../trial/engine-names.ts'

/** Beyond this many workers, memory for their engines grows faster than the speed. */
const mostWorkers = 8

/** One GPU for all: on an H200 fine-tuning took 22.5, 15.4, 13.6, 18.4 and 22.1 s with 1, 2, 4, 8 and 16 workers. */
const mostWorkersOnGpu = 4

/** More than this are a slip of the finger: each worker is a thread with an engine and memory of its own. */
const mostPerCore = 8

/** How many workers, and how many threads each engine may use inside an operation: together, the cores. */
export function workersAndThreads(
  wanted: number | undefined,
  cores: number,
  engine: EngineName | 'auto' = 'auto',
): { workers: number; threads: number } {
  if (wanted !== undefined && wanted > mostPerCore * cores)
    throw new UserError(`${wanted} workers are too many for ${cores} cores: at most ${mostPerCore * cores}`, {
      where: '--workers',
      next: 'Leave it out: one per core is fastest on a processor.',
    })
  const workers = wanted ?? Math.min(cores, engine === 'webgpu' ? mostWorkersOnGpu : mostWorkers)
  return { workers, threads: Math.max(1, Math.floor(cores / workers)) }
}
