import { networkFor } from '../../sweep/networks.ts'
import type { Sweep } from '../../sweep/sweep.ts'
import { neededFor } from '../../training/needs.ts'
import { everyFold } from '../../trial/fold-places.ts'
import type { FoldJob, Outcome } from '../../trial/job.ts'
import { type Demand, type MemoryLimit, startingBatch, withTry } from '../../trial/memory-limit.ts'
import { bodyKey } from '../../trial/network.ts'
import type { Recipe } from '../../trial/recipe.ts'
import type { FoldState, Trial } from '../../trial/trial.ts'

export interface MicroBatchOptions {
  readonly sweep: Pick<Sweep, 'data'>
  readonly workers: number
  /** That the engine may use; the same for all unless told. */
  readonly gigabytes?: number
  /** What earlier sessions have found out. */
  readonly known?: readonly MemoryLimit[]
  /** Images at once that a recipe is likely to have room for, where its batch is clearly too large. */
  readonly estimate?: (recipe: Recipe) => number | undefined
  /** After each try that tells something new of a demand that has had too little room. */
  readonly onLearned?: (limit: MemoryLimit) => void
}

type TriedJob = Pick<FoldJob, 'recipe' | 'microBatch'>

/** How many images of a batch go through the network at once; learned from what folds had room for. */
export interface MicroBatches {
  /** Of this fold's next attempt; undefined: the whole batch. */
  next(recipe: Recipe, fold: FoldState | undefined): number | undefined
  /** Images at once that a job had, if fewer would need less memory; 1 if not. */
  shrinkable(job: TriedJob): number
  /** `together`: most folds that ran beside it, itself included. */
  noticed(job: TriedJob, fold: FoldState | undefined, outcome: Outcome, together: number): void
  /** What the folds of earlier sessions of this run had room for. */
  takeUp(trials: readonly Trial[], recipeOf: (trial: Trial) => Recipe): void
}

export function createMicroBatches(options: MicroBatchOptions): MicroBatches {
  const { sweep, workers, gigabytes = 1, known = [], estimate = () => undefined, onLearned } = options
  let limits: readonly MemoryLimit[] = known
  const crowded = new Set<string>()

  function demandOf(recipe: Recipe): Demand {
    const { unfreezeDepth, batchNorm } = recipe
    const body = bodyKey(networkFor(recipe))
    return { body, unfreezeDepth, batchNorm, imageSize: sweep.data.imageSize, workers }
  }

  function learn(recipe: Recipe, images: number, hasFitted: boolean): void {
    const before = limits
    limits = withTry(limits, demandOf(recipe), { images, hasFitted, gigabytes })
    const last = limits.at(-1)
    if (limits !== before && last !== undefined && last.fails !== null) onLearned?.(last)
  }

  /** It had room alone, and not in company: once others may have been to blame, twice it needs less in company. */
  function noticeCrowd(recipe: Recipe, images: number): void {
    const key = JSON.stringify([demandOf(recipe), images])
    if (crowded.has(key)) learn(recipe, images, false)
    crowded.add(key)
  }

  /** An attempt that failed is followed by one with half the images. */
  function recall(recipe: Recipe, { state, again, microBatch = recipe.batchSize }: FoldState): void {
    const hasFailed = again === 'smaller' || state === 'failed'
    const failed = hasFailed ? microBatch : 2 * microBatch
    if (failed > recipe.batchSize) return
    learn(recipe, failed, false)
    if (state === 'done') learn(recipe, microBatch, true)
  }

  function startOf(recipe: Recipe): number {
    const { batchSize } = recipe
    const most = Math.min(batchSize, estimate(recipe) ?? batchSize)
    return startingBatch(limits, demandOf(recipe), most, gigabytes)
  }

  return {
    next(recipe, fold) {
      if (!hasTape(recipe)) return undefined
      const last = fold?.microBatch ?? recipe.batchSize
      const images =
        fold?.again === 'smaller' ? Math.max(1, Math.floor(last / 2)) : Math.min(last, startOf(recipe))
      return images < recipe.batchSize ? images : undefined
    },
    shrinkable: ({ recipe, microBatch = recipe.batchSize }) => (hasTape(recipe) ? microBatch : 1),
    noticed({ recipe, microBatch: images = recipe.batchSize }, fold, outcome, together) {
      if (!hasTape(recipe)) return
      // What has room alone need not have it beside others.
      const isAlone = together === 1 && workers > 1
      if (outcome.status === 'done' && hadTooMuchCompany(fold)) return noticeCrowd(recipe, images)
      if (outcome.status === 'done' && (!isAlone || images <= startOf(recipe))) learn(recipe, images, true)
      // In company others may be to blame.
      else if (outcome.status === 'failed' && outcome.cause === 'outOfMemory' && together === 1)
        learn(recipe, images, false)
    },
    takeUp(trials, recipeOf) {
      for (const trial of trials)
        for (const fold of everyFold(trial)) if (fold.cause === 'outOfMemory') recall(recipeOf(trial), fold)
    },
  }
}

/** Only what is trained of the network needs memory by the batch: all else goes through it a few images at a time. */
const hasTape = (recipe: Recipe): boolean => neededFor(recipe).cut

const hadTooMuchCompany = (fold: FoldState | undefined): boolean =>
  fold?.cause === 'outOfMemory' && (fold.together ?? 1) > 1
