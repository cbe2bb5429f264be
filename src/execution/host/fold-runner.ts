import type { CutChoice } from '../../activations/choice.ts'
import type { ActivationStore } from '../../activations/store/store.ts'
import type { StoredImages } from '../../activations/store/target.ts'
import { explain, messageOf, UserError } from '../../base/errors.ts'
import { failureBy } from '../../training/failure.ts'
import { isHeadOnly } from '../../training/needs.ts'
import type { Failure, FoldJob, Outcome, Split } from '../../trial/job.ts'
import type { UsedWeights } from '../../trial/network.ts'
import type { Recipe } from '../../trial/recipe.ts'
import { loadBackbone } from '../../weights/load-backbone.ts'
import type { LoadedBackbone } from '../../weights/loaded.ts'
import { shareWeights } from '../../weights/share.ts'
import { weightSourceFor } from '../../weights/source.ts'
import { Lost } from '../lost.ts'
import { createFoldQueue } from '../pool/fold-queue.ts'
import type { OrderHooks, Pool, Training } from '../pool/pool.ts'
import { createFoldInputs } from './fold-inputs.ts'

export interface FoldRunner {
  /** `stop()` may be called at any time, also before the training has begun. Its outcome is never rejected. */
  run(job: FoldJob, split: Split, hooks: OrderHooks): Training
}

export interface FoldRunnerOptions {
  readonly choices?: readonly CutChoice[] | undefined
  /** Weights were loaded from a file; nothing is trained with them yet. */
  readonly onWeights?: (weights: UsedWeights) => void
}

/** Gathers what a fold needs (weights, activations, pixels) on shared memory and queues it for a worker. */
export function createFoldRunner(
  pool: Pool,
  store: ActivationStore,
  images: StoredImages,
  labels: Int32Array,
  classes: number,
  { choices, onWeights }: FoldRunnerOptions = {},
): FoldRunner {
  const backbones = new Map<string, Promise<LoadedBackbone>>()
  const enqueue = createFoldQueue(pool)
  const inputsOf = createFoldInputs(store, images, choices)

  function load({ backbone: name, weights }: Recipe, seed: number): Promise<LoadedBackbone> {
    const source = weightSourceFor(weights, name)
    const key = JSON.stringify([name, source, source === 'random' ? seed : 0])
    let loaded = backbones.get(key)
    if (loaded === undefined) {
      loaded = loadBackbone(name, source, images.size, seed).then(shareWeights)
      if (source !== 'random')
        loaded = loaded.then(backbone => {
          onWeights?.({ backbone: name, weights: source, hash: backbone.hash })
          return backbone
        })
      loaded.catch(() => backbones.delete(key))
      backbones.set(key, loaded)
    }
    return loaded
  }

  async function gather(recipe: Recipe) {
    // Random weights are one network for the whole run, not a new one for each fold, as a file would be.
    const backbone = await load(recipe, 0)
    const inputs = await inputsOf(recipe, backbone)
    return { backbone: inputs.features === undefined ? backbone : forWorker(backbone, recipe), ...inputs }
  }

  function run(job: FoldJob, split: Split, hooks: OrderHooks): Training {
    const begun = performance.now()
    const spent = () => ({ epochs: 0, seconds: (performance.now() - begun) / 1000 })
    let isStopped = false
    let stop: () => void = () => undefined
    /** What is being gathered goes on for others; this fold does not wait for it. */
    const stopped = new Promise<Outcome>(resolve => {
      stop = () => {
        isStopped = true
        resolve({ status: 'stopped', ...spent() })
      }
    })
    const trained = gather(job.recipe)
      .then((inputs): Outcome | Promise<Outcome> => {
        if (isStopped) return stopped
        const training = enqueue({ inputs: { job, split, classes, labels, ...inputs }, ...hooks })
        stop = training.stop
        return training.outcome
      })
      .catch((error: unknown): Outcome => ({ status: 'failed', ...failureOf(error), ...spent() }))
    return { outcome: Promise.race([trained, stopped]), stop: () => stop() }
  }

  return { run }
}

/** Heads on features run no backbone: hundreds of weights need not be sent with each fold. */
const withoutWeights = new WeakMap<LoadedBackbone, LoadedBackbone>()

function forWorker(backbone: LoadedBackbone, recipe: Recipe): LoadedBackbone {
  if (!isHeadOnly(recipe)) return backbone
  const bare = withoutWeights.get(backbone) ?? { ...backbone, values: new Map() }
  withoutWeights.set(backbone, bare)
  return bare
}

/** What a fold needs could not be had. */
function failureOf(error: unknown): Pick<Failure, 'cause' | 'error'> {
  if (error instanceof Lost) return failureBy(error.trouble)
  // All of it: where it is wrong, and what to do next.
  if (error instanceof UserError) return { cause: 'badData', error: explain(error) }
  return { cause: 'error', error: messageOf(error) }
}
