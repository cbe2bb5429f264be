import { access } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { UserError } from '../base/errors.ts'
import type { Progress } from '../base/progress.ts'
import { workersAndThreads } from '../execution/pool/workers.ts'
import { inspectData, type SweepData } from '../sweep/inspect-data.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { type CheckedPair, checkWeights, fetchWeights } from './check-weights.ts'
import { refuseHopeless } from './usable-weights.ts'

export interface PrepareOptions {
  readonly workers?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
  /** There is a run already, which goes on. */
  readonly hasBegun?: boolean
}

/** A run that goes on has its images where they were, or where the person says that they are now. */
export async function checkThere({ data }: Sweep, run: string): Promise<void> {
  await access(data.path).catch(() => {
    throw new UserError('the images of this run are not here any more', {
      where: data.path,
      next: `If they have moved: nightsweep resume ${run} --set data.path=<where they are now>`,
    })
  })
}

export interface Prepared {
  readonly inputs: SweepData
  /** Every pair of backbone and weights that the sweep can ask for, with what was found. */
  readonly weights: readonly CheckedPair[]
}

/**
 * Everything that can be found wrong without decoding an image or loading an engine; fetches missing weights. Weights that
 * do not fit end nothing as long as others do.
 */
export async function prepare(
  sweep: Sweep,
  { workers, onProgress, signal, hasBegun = false }: PrepareOptions,
): Promise<Prepared> {
  workersAndThreads(workers, availableParallelism())
  const inputs = await inspectData(sweep, { hasBegun })
  const found = await checkWeights(sweep, { signal, ...(onProgress === undefined ? {} : { onProgress }) })
  refuseHopeless(found)
  const weights = await fetchWeights(found, sweep.data.imageSize, {
    signal,
    onProgress: ({ file, received, total = 0 }) =>
      onProgress?.({ label: `fetching ${file.name}`, done: received, total }),
  })
  refuseHopeless(weights)
  return { inputs, weights }
}
