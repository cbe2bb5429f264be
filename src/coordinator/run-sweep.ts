import { availableParallelism } from 'node:os'
import path from 'node:path'
import type { PassFacts } from '../activations/pass-facts.ts'
import { messageOf, UserError } from '../base/errors.ts'
import { firstFew } from '../base/file-errors.ts'
import type { Progress } from '../base/progress.ts'
import type { Dataset, ImageFile, Skipped } from '../data/dataset.ts'
import type { Folds } from '../data/folds.ts'
import { type Host, openHost } from '../execution/host/host.ts'
import type { CacheOptions, Load } from '../execution/host/messages.ts'
import { workersAndThreads } from '../execution/pool/workers.ts'
import { createPruner } from '../pruners/index.ts'
import { applyEvent, initialState } from '../run/apply.ts'
import { journalVersion, type RunEvent } from '../run/event.ts'
import { savedNote } from '../run/saved.ts'
import type { RunState } from '../run/state.ts'
import { createSampler } from '../samplers/index.ts'
import { createRun, openRun, type RunStore } from '../store/run-folder.ts'
import { cacheBudgets } from '../sweep/cache-options.ts'
import { speeds } from '../sweep/cost.ts'
import { planCuts } from '../sweep/cuts.ts'
import { inspectData, type SweepData } from '../sweep/inspect-data.ts'
import type { Sweep } from '../sweep/sweep.ts'
import type { EngineName } from '../trial/engine-names.ts'
import { deadlineOf } from './budget.ts'
import { checkWeights, fetchWeights } from './check-weights.ts'
import { runLoop } from './loop.ts'

export interface RunOptions {
  readonly engine?: EngineName | 'auto'
  readonly workers?: number
  readonly signal?: AbortSignal
  readonly onEvent?: (event: RunEvent, state: RunState) => void
  readonly onProgress?: (progress: Progress) => void
  readonly onLoad?: (load: Load) => void
  /** What this session may use, when the loop begins. */
  readonly onBudget?: (budget: { plannedTrials: number | undefined; deadline: Date | undefined }) => void
}

export interface SweepResult {
  readonly folder: string
  readonly state: RunState
}

/** Starts a new run of the sweep under `runs`; whatever is wrong with file or data is thrown before a folder is made. */
export async function runSweep(
  sweep: Sweep,
  options: RunOptions & { runs: string; name?: string },
): Promise<SweepResult> {
  const inputs = await inspect(sweep, options)
  const store = await createRun(options.runs, options.name ?? sweep.name, {
    exact: options.name !== undefined,
  })
  const { metric, goal } = sweep.objective
  const first: RunEvent = {
    type: 'run',
    version: journalVersion,
    at: new Date().toISOString(),
    name: path.basename(store.folder),
    sweep,
    metric,
    goal,
    seed: sweep.seed,
  }
  return conduct(sweep, inputs, store, initialState, [first], options)
}

/** Goes on with an existing run; `change` may give it a new budget. */
export async function resumeSweep(
  folder: string,
  change: (sweep: Sweep) => Sweep,
  options: RunOptions,
): Promise<SweepResult> {
  const store = await openRun(folder)
  try {
    const state = (await store.read()).reduce(applyEvent, initialState)
    const sweep = change(state.sweep as Sweep)
    const inputs = await inspect(sweep, options)
    return await conduct(sweep, inputs, store, state, [], options)
  } finally {
    await store.close()
  }
}

/** Everything that can be found wrong without decoding an image or loading an engine; fetches missing weights. */
async function inspect(sweep: Sweep, { workers, onProgress, signal }: RunOptions): Promise<SweepData> {
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

async function conduct(
  sweep: Sweep,
  { dataset, split }: SweepData,
  store: RunStore,
  begun: RunState,
  first: readonly RunEvent[],
  options: RunOptions,
): Promise<SweepResult> {
  let state = begun
  const passes: PassFacts[] = []
  const append = async (event: RunEvent): Promise<void> => {
    if (event.type === 'ended') {
      const text = savedNote(sweep, begun, state, passes)
      if (text !== undefined) await append({ type: 'note', at: now(), level: 'info', text })
    }
    state = applyEvent(state, event)
    await store.append(event)
    if (event.type === 'trialEnded') await store.snapshot(state)
    options.onEvent?.(event, state)
  }
  let host: Host | undefined
  try {
    for (const event of first) await append(event)
    host = await open(sweep, dataset, store, options, append, passes)
    const { engine, workers, images, imagesHash, skipped } = host.opened
    const folds = splitDecoded(split, images, skipped)
    checkUnchanged(begun, folds, imagesHash)
    if (begun.data === undefined) {
      await store.writeFolds(folds, images)
      await append({
        type: 'data',
        at: now(),
        classes: dataset.classes,
        images: images.length,
        skipped,
        imagesHash,
        folds: { k: folds.k, hash: folds.hash },
        holdout: folds.of.filter(fold => fold === -1).length,
      })
    }
    await append({
      type: 'session',
      at: now(),
      engine: `${engine.name} (${engine.version})`,
      device: engine.device,
      workers,
    })
    host.setFolds({ k: folds.k, of: folds.of, imagesHash })
    options.onBudget?.({
      plannedTrials: sweep.budget.trials,
      deadline: deadlineOf(sweep.budget, new Date())?.at,
    })
    await runLoop({
      sweep,
      k: folds.k,
      executor: host,
      state,
      append,
      sampler: createSampler(sweep.sampler),
      pruner: createPruner(sweep.pruner, sweep.objective),
      signal: options.signal,
    })
  } catch (error) {
    const interrupted = options.signal?.aborted === true
    await append({
      type: 'ended',
      at: now(),
      state: interrupted ? 'interrupted' : 'failed',
      reason: messageOf(error),
    })
    if (!interrupted) throw error
  } finally {
    await host?.close()
    await store.snapshot(state)
    await store.close()
  }
  return { folder: store.folder, state }
}

async function open(
  sweep: Sweep,
  dataset: Dataset,
  store: RunStore,
  { engine = 'auto', workers, onProgress, onLoad, signal }: RunOptions,
  append: (event: RunEvent) => Promise<void>,
  passes: PassFacts[],
): Promise<Host> {
  const { threads } = workersAndThreads(workers, availableParallelism())
  const note = (level: 'info' | 'warning', text: string) =>
    void append({ type: 'note', at: now(), level, text })
  return openHost({
    opening: { dataset, imageSize: sweep.data.imageSize, engine, workers, cache: cacheOf(sweep, dataset) },
    threads,
    logFile: path.join(store.folder, 'host.log'),
    onNote: note,
    onPass: facts => void passes.push(facts),
    onDeath: reason => note('warning', `${reason}; its folds are tried once more in a new one`),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(onLoad === undefined ? {} : { onLoad }),
    ...(signal === undefined ? {} : { signal }),
  })
}

/** What the host keeps of the frozen layers, and where; which engine it will have matters little for that. */
function cacheOf(sweep: Sweep, { images }: Dataset): CacheOptions {
  const budgets = cacheBudgets(sweep)
  const work = { images: images.length, folds: sweep.folds.k, forward: speeds.wasm.forward }
  const isHalf = sweep.cache?.precision === 'float16'
  return { ...budgets, isHalf, choices: planCuts(sweep, work, budgets) }
}

/** When too few images are left for the folds, those that did not decode are told as the reason. */
function splitDecoded(
  split: SweepData['split'],
  images: readonly ImageFile[],
  skipped: readonly Skipped[],
): Folds {
  try {
    return split(images)
  } catch (error) {
    if (!(error instanceof UserError) || skipped.length === 0) throw error
    const { message, where, next, details } = error
    throw new UserError(message, {
      ...(where === undefined ? {} : { where }),
      ...(next === undefined ? {} : { next }),
      details: [...details, ...firstFew(skipped.map(({ file, reason }) => `left out: ${file} (${reason})`))],
      cause: error,
    })
  }
}

/** Folds of a resumed run must be the very same, or its scores could not be compared. */
function checkUnchanged({ data, name }: RunState, folds: Folds, imagesHash: string): void {
  if (data === undefined || (data.folds.hash === folds.hash && data.imagesHash === imagesHash)) return
  throw new UserError(`the images are not the ones that run ${name} began with`, {
    details: [`then: ${data.images} images; now: ${folds.of.length}`],
    next: 'Restore the images, or start a new run: scores on other folds cannot be compared.',
  })
}

const now = () => new Date().toISOString()
