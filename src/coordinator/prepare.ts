import { availableParallelism } from 'node:os'
import type { Progress } from '../base/progress.ts'
import { workersAndThreads } from '../execution/pool/workers.ts'
import { inspectData, type SweepData } from '../sweep/inspect-data.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { checkWeights, fetchWeights } from './check-weights.ts'

export interface PrepareOptions {
  readonly workers?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
}

/** Everything that can be found wrong without decoding an image or loading an engine; fetches missing weights. */
export async function prepare(
  sweep: Sweep,
  { workers, onProgress, signal }: PrepareOptions,
): Promise<SweepData> {
  workersAndThreads(workers, availableParallelism())
  const inputs = await inspectData(sweep)
  await checkWeights(sweep)
  await fetchWeights(sweep, {
    ...(signal === undefined ? {} : { signal }),
    onProgress: ({ file, received, total = 0 }) =>
      onProgress?.({ label: `fetching ${file.name}`, done: received, total }),
  })
  return inputs
}
