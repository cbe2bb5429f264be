import { availableParallelism } from 'node:os'
import path from 'node:path'
import type { PassFacts } from '../activations/pass-facts.ts'
import type { Progress } from '../base/progress.ts'
import type { Pulse } from '../base/pulse.ts'
import type { Dataset } from '../data/dataset.ts'
import { type Host, openHost } from '../execution/host/host.ts'
import type { CacheOptions, Load } from '../execution/host/messages.ts'
import { workersAndThreads } from '../execution/pool/workers.ts'
import { cacheBudgets } from '../sweep/cache-options.ts'
import { speeds } from '../sweep/cost.ts'
import { bytesInMemory, planCuts } from '../sweep/cuts.ts'
import { type MemoryBudget, type MemoryShares, memoryBudget, shareMemory } from '../sweep/memory-budget.ts'
import type { Sweep } from '../sweep/sweep.ts'
import type { EngineName } from '../trial/engine-names.ts'
import type { Holds } from './holds.ts'
import { networksToMeasure } from './latencies.ts'
import type { Ledger } from './ledger.ts'
import { noticeWeights } from './used-weights.ts'

export interface HostWishes {
  readonly engine?: EngineName | 'auto'
  readonly workers?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: Progress) => void
  readonly onLoad?: (load: Load) => void
}

/** The host of a sweep; what it has to say goes into the ledger. */
export function openSweepHost(
  sweep: Sweep,
  { dataset, findDuplicates }: { dataset: Dataset; findDuplicates: boolean },
  folder: string,
  { engine = 'auto', workers, onProgress, onLoad, signal, pulse }: HostWishes & { pulse: Pulse },
  { ledger, holds }: { ledger: Ledger; holds: Holds },
  onPass: (facts: PassFacts) => void,
): Promise<Host> {
  const note = (level: 'info' | 'warning', text: string) => ledger.record({ type: 'note', level, text })
  const cores = availableParallelism()
  const budget = memoryBudget(sweep)
  const { cache, shares } = memoryFor(
    budget,
    sweep,
    dataset,
    workersAndThreads(workers, cores, engine).workers,
    workers,
  )
  for (const text of shares.warnings) note('warning', text)
  return openHost({
    opening: {
      dataset,
      imageSize: sweep.data.imageSize,
      ...(sweep.data.range === undefined ? {} : { range: sweep.data.range }),
      findDuplicates,
      engine,
      workers: shares.workers,
      workerBytes: shares.workerBytes,
      cache,
      networks: networksToMeasure(sweep, ledger),
    },
    threads: workersAndThreads(shares.workers, cores).threads,
    renewal: { folds: sweep.limits?.restartAfterFolds, bytes: budget.bytes },
    pulse,
    logFile: path.join(folder, 'host.log'),
    onNote: note,
    onPass,
    onWeights: used => noticeWeights(used, ledger),
    onDeath: reason => note('warning', `${reason}; its folds are tried once more in a new one`),
    images: {
      onAway: reason => (reason === undefined ? holds.release('data') : holds.hold('data', reason)),
    },
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(onLoad === undefined ? {} : { onLoad }),
    ...(signal === undefined ? {} : { signal }),
  })
}

/** What the host keeps of the frozen layers, and where; which engine it will have matters little for that. What is left is the workers'. */
function memoryFor(
  budget: MemoryBudget,
  sweep: Sweep,
  { images }: Dataset,
  workers: number,
  given: number | undefined,
): { cache: CacheOptions; shares: MemoryShares } {
  const { folds, data } = sweep
  const pixels = images.length * data.imageSize ** 2 * 3
  const budgets = cacheBudgets(sweep, budget, pixels)
  const work = { images: images.length, folds: folds.k, forward: speeds.wasm.forward }
  const choices = planCuts(sweep, work, budgets)
  const use = { images: pixels, activations: bytesInMemory(choices), workers, isGiven: given !== undefined }
  const isHalf = sweep.cache?.precision === 'float16'
  return { cache: { ...budgets, isHalf, choices }, shares: shareMemory(budget, use) }
}
