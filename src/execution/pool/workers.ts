import { UserError } from '../../base/errors.ts'

/** Beyond this many workers, memory for their engines grows faster than the speed. */
const mostWorkers = 8

/** More than this are a slip of the finger: each worker is a thread with an engine and memory of its own. */
const mostPerCore = 8

/** How many workers, and how many threads each engine may use inside an operation: together, the cores. */
export function workersAndThreads(
  wanted: number | undefined,
  cores: number,
): { workers: number; threads: number } {
  if (wanted !== undefined && wanted > mostPerCore * cores)
    throw new UserError(`${wanted} workers are too many for ${cores} cores: at most ${mostPerCore * cores}`, {
      where: '--workers',
      next: 'Leave it out: one per core is fastest on a processor.',
    })
  const workers = wanted ?? Math.min(cores, mostWorkers)
  return { workers, threads: Math.max(1, Math.floor(cores / workers)) }
}
