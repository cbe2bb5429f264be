/** Beyond this many workers, memory for their engines grows faster than the speed. */
const mostWorkers = 8

/** How many workers, and how many threads each engine may use inside an operation: together, the cores. */
export function workersAndThreads(
  wanted: number | undefined,
  cores: number,
): { workers: number; threads: number } {
  const workers = wanted ?? Math.min(cores, mostWorkers)
  return { workers, threads: Math.max(1, Math.floor(cores / workers)) }
}
