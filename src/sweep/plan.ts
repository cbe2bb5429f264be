import type { Budgets } from '../activations/planner.ts'
import { createRandom } from '../base/random.ts'
import type { SeenCell } from '../cost-model/cost-model.ts'
import type { Dataset, Skipped } from '../data/dataset.ts'
import { type Folds, splitOf } from '../data/folds.ts'
import { shareWithin } from '../space/constraint/share.ts'
import { isContinuous } from '../space/size.ts'
import type { EngineName } from '../trial/engine-names.ts'
import type { Recipe } from '../trial/recipe.ts'
import { batchWarnings, roomFor } from './batch-warnings.ts'
import { constraintsOf } from './constraints.ts'
import { epochsOf, speeds } from './cost.ts'
import { bytesInMemory, type PlannedCut, planCuts } from './cuts.ts'
import { type MemoryBudget, shareMemory } from './memory-budget.ts'
import { aimsOf } from './objective.ts'
import { type PlanSeconds, planSeconds } from './plan-seconds.ts'
import { plannedTrials, reachableRecipes, spaceSize } from './reachable.ts'
import { type Sweep, spaceOf } from './sweep.ts'

/** What a sweep will do, told before it does. Infinite numbers are null, as in JSON. */
export interface Plan {
  readonly name: string
  /** Of several: the metric first. */
  readonly objectives: readonly string[]
  readonly pruner: string
  readonly space: {
    readonly parameters: number
    readonly continuous: number
    readonly size: number | null
    /** The share that is within the constraints; 1 without any. */
    readonly within: number
  }
  readonly data: {
    readonly root: string
    readonly imageSize: number
    readonly images: number
    readonly classes: readonly { readonly name: string; readonly images: number }[]
    readonly holdout: number
    readonly skipped: readonly Skipped[]
    /** How a table was read, where that was guessed. */
    readonly reading: readonly string[]
  }
  readonly folds: readonly { readonly train: number; readonly validation: number }[]
  readonly trials: number | null
  readonly epochs: { readonly least: number; readonly most: number }
  readonly engine: EngineName | 'auto'
  readonly workers: number
  readonly memory: {
    readonly images: number
    readonly activations: readonly KeptCut[]
    readonly total: number
    /** What may be used of what is free now, and of that by each worker; not where nobody asked. */
    readonly budget?: MemoryBudget & { readonly workerBytes: number }
  }
  /** What keeping frozen activations is expected to save, in seconds of all workers together. */
  readonly savedSeconds: number
  readonly seconds: PlanSeconds
  readonly warnings: readonly string[]
}

/** A cut that trials can ask for, and where its activations are kept. Augmented versions of the images are counted in `views`. */
interface KeptCut extends Pick<PlannedCut, 'backbone' | 'depth' | 'layer' | 'bytes' | 'place'> {
  readonly views: number
  readonly savedSeconds: number
}

export interface Machine {
  readonly engine: EngineName | 'auto'
  readonly workers: number
  /** For activations; without limit unless given. */
  readonly cache?: Budgets
  /** For all of it; without limit unless given. */
  readonly memory?: MemoryBudget
  /** The person said how many workers there shall be. */
  readonly areWorkersGiven?: boolean
  /** What earlier sweeps on this machine took. */
  readonly costs?: readonly SeenCell[]
}

const noLimit: Budgets = { memoryBytes: Infinity, diskBytes: Infinity }

export function planSweep(sweep: Sweep, dataset: Dataset, folds: Folds, machine: Machine): Plan {
  const { engine, workers: wanted, cache = noLimit, memory, costs = [] } = machine
  const recipes = reachableRecipes(sweep)
  const { imageSize } = sweep.data
  const splits = Array.from({ length: folds.k }, (_, fold) => {
    const { train, validation } = splitOf(folds, fold)
    return { train: train.length, validation: validation.length }
  })
  const used = folds.of.filter(place => place !== -2).length
  const images = used * imageSize * imageSize * 3
  const known = engine === 'auto' ? 'wasm' : engine
  const speed = speeds[known]
  const parallel = speed.isShared ? 1 : wanted
  const work = { images: used, folds: folds.k, forward: speed.forward * parallel }
  const cuts = planCuts(sweep, work, cache).sort(
    (a, b) => a.backbone.localeCompare(b.backbone) || a.depth - b.depth,
  )
  const activations = cuts.map(keptCut)
  const kept = bytesInMemory(cuts)
  const use = { images, activations: kept, workers: wanted, isGiven: machine.areWorkersGiven === true }
  const shares = memory && shareMemory(memory, use)
  const workers = shares?.workers ?? wanted
  const trials = plannedTrials(sweep)
  const epochs = recipes.map(recipe => totalEpochs(epochsOf(recipe)))
  const space = spaceOf(sweep)
  return {
    name: sweep.name,
    objectives: aimsOf(sweep.objective).map(({ metric }) => metric),
    pruner: sweep.pruner.type,
    space: {
      parameters: space.size,
      continuous: [...space.values()].filter(isContinuous).length,
      size: finite(spaceSize(sweep)),
      within: withinConstraints(sweep),
    },
    data: {
      root: dataset.root,
      imageSize,
      images: dataset.images.length,
      classes: countClasses(dataset),
      holdout: folds.of.filter(place => place === -1).length,
      skipped: dataset.skipped,
      reading: dataset.reading ?? [],
    },
    folds: splits,
    trials: finite(trials),
    epochs: { least: Math.min(...epochs), most: Math.max(...epochs) },
    engine,
    workers,
    memory: {
      images,
      activations,
      total: images + kept,
      ...(memory && shares && { budget: { ...memory, workerBytes: shares.workerBytes } }),
    },
    savedSeconds: sum(activations.map(({ savedSeconds }) => savedSeconds)),
    seconds: planSeconds(sweep, {
      recipes,
      sizes: { ...(splits[0] ?? { train: used, validation: 0 }), classes: dataset.classes.length },
      trials,
      machine: { engine: known, workers },
      costs,
    }),
    warnings: [
      ...warningsOf(sweep, dataset, recipes),
      ...(shares?.warnings ?? []),
      ...batchWarnings(recipes, imageSize, {
        train: leastOf(splits),
        room: roomFor(known, shares),
        isDefault: isBatchDefault(sweep),
      }),
    ],
  }
}

function withinConstraints(sweep: Sweep): number {
  const constraints = constraintsOf(sweep)
  return constraints.length === 0 ? 1 : shareWithin(spaceOf(sweep), constraints, createRandom(sweep.seed))
}

function keptCut({ backbone, depth, layer, bytes, place, augment, savedSeconds }: PlannedCut): KeptCut {
  return { backbone, depth, layer, views: augment?.views ?? 0, bytes, place, savedSeconds }
}

const isBatchDefault = ({ recipe, space, enqueue }: Sweep) =>
  [recipe, space, ...enqueue].every(({ batchSize }) => batchSize === undefined)

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const leastOf = (splits: readonly { readonly train: number }[]) =>
  Math.min(...splits.map(({ train }) => train))
const finite = (value: number) => (Number.isFinite(value) ? value : null)
const totalEpochs = ({ head, fineTune }: { head: number; fineTune: number }) => head + fineTune

function countClasses({ classes, images }: Dataset): Plan['data']['classes'] {
  const counts = classes.map(() => 0)
  for (const { label } of images) counts[label] = (counts[label] ?? 0) + 1
  return classes.map((name, label) => ({ name, images: counts[label] ?? 0 }))
}

function warningsOf(sweep: Sweep, dataset: Dataset, recipes: readonly Recipe[]): string[] {
  const hasGroups = dataset.images.some(({ group }) => group !== undefined)
  const isGrouped = sweep.folds.grouped || sweep.folds.file !== undefined || dataset.assigned !== undefined
  const depthVaries = sweep.space.unfreezeDepth !== undefined
  return [
    ...(dataset.notes ?? []),
    ...(sweep.notes ?? []),
    ...(hasGroups && !isGrouped
      ? ['the table has groups, but folds.grouped is false: images of one group can lie on both sides']
      : []),
    ...(depthVaries && recipes.every(({ fineTuneEpochs }) => fineTuneEpochs === 0)
      ? ['unfreezeDepth is searched, but recipe.fineTuneEpochs is 0: it changes nothing']
      : []),
  ]
}
