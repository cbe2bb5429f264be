import { bytesAt, cutAt, layerNamed, multiplyAddsOf } from '../backbones/measure.ts'
import { type Cell, roundBatch } from '../cost-model/cell.ts'
import type { EngineName } from '../trial/engine-names.ts'
import { isAugmented, type Recipe } from '../trial/recipe.ts'
import { graphOf } from '../weights/graph-of.ts'
import { weightSourceFor } from '../weights/source.ts'

/** What an engine is assumed to do; measured speeds of one machine, so good for an order of magnitude only. */
export interface Speed {
  /** Multiply-adds a second: inference, and training (forward and backward counted as three times forward). */
  readonly forward: number
  readonly train: number
  /** Seconds that one step of the head takes whatever its size. */
  readonly step: number
  /** Each worker adds so much, or all share one device. */
  readonly isShared: boolean
}

export const speeds: Readonly<Record<EngineName, Speed>> = {
  tensorflow: { forward: 20e9, train: 25e9, step: 0.002, isShared: false },
  webgpu: { forward: 200e9, train: 50e9, step: 0.005, isShared: true },
  wasm: { forward: 10e9, train: 8e9, step: 0.006, isShared: false },
}

/** Seconds to decode one photo and to augment one image, on one core; to start engines; to begin a fold. */
const decodeSeconds = 0.006
const augmentSeconds = 0.002
const openingSeconds = 2
const foldStart = 0.001

/** Linear heads: seconds a step and an epoch whatever their size, and multiply-adds a second. */
const linearStep = 1e-5
const linearEpochEnd = 1e-4
const linearSpeed = 8e9
/** Heads are done so fast that writing down what they came to takes its share. */
const plainOverhead = 1.5

export interface Machine {
  readonly engine: EngineName
  readonly workers: number
}

/** A place where activations are kept: `depth` 0 is the pooled output of the whole backbone. */
export interface Prefix {
  readonly backbone: Recipe['backbone']
  readonly depth: number
  readonly layer: string
  readonly bytesPerImage: number
  readonly multiplyAdds: number
}

/** Tells the prefixes that a recipe needs: the pooled features always, the cut when blocks are fine-tuned. */
export function createPrefixes(size: number): (recipe: Recipe) => Prefix[] {
  const known = new Map<string, Prefix>()
  return recipe => {
    const depths = isFineTuned(recipe) ? [0, recipe.unfreezeDepth] : [0]
    return depths.map(depth => {
      const key = JSON.stringify([recipe.backbone, weightSourceFor(recipe.weights, recipe.backbone), depth])
      const prefix = known.get(key) ?? measure(recipe, depth, size)
      known.set(key, prefix)
      return prefix
    })
  }
}

function measure({ backbone, weights }: Recipe, depth: number, size: number): Prefix {
  const graph = graphOf(backbone, weightSourceFor(weights, backbone), size)
  const layer = cutAt(graph, depth)
  const [height, width] = layerNamed(graph, layer).shape
  const bytes = bytesAt(graph, layer)
  return {
    backbone,
    depth,
    layer,
    bytesPerImage: depth === 0 ? bytes / (height * width) : bytes,
    multiplyAdds: multiplyAddsOf(graph, undefined, layer),
  }
}

/** How many images a fold trains and validates on, and of how many classes. */
export interface Sizes {
  readonly train: number
  readonly validation: number
  readonly classes: number
}

export interface Epochs {
  readonly head: number
  readonly fineTune: number
}

/** Early stopping may make them fewer. */
export const epochsOf = (recipe: Recipe): Epochs => ({
  head: recipe.headEpochs,
  fineTune: isFineTuned(recipe) ? recipe.fineTuneEpochs : 0,
})

/** What is kept of earlier work is compared to these guesses: another number where they change. */
export const guesses = 1

/** What work is like (`cost-model/cell.ts`), and a guess at its seconds on a machine like those that were measured. */
export interface Guess {
  readonly cell: Cell
  readonly seconds: number
}

/** One fold in one worker, with the activations at hand. */
export function foldGuess(
  recipe: Recipe,
  [whole, cut]: readonly Prefix[],
  sizes: Sizes,
  { engine, workers }: Machine,
  epochs = epochsOf(recipe),
): Guess {
  const speed = speeds[engine]
  const full = whole?.multiplyAdds ?? 0
  const frozen = cut?.multiplyAdds ?? full
  const steps = Math.ceil(sizes.train / recipe.batchSize)
  const isFresh = isAugmented(recipe.augment) && recipe.augment.views === 0
  const augmented = (multiplyAdds: number) =>
    isFresh ? sizes.train * (multiplyAdds / speed.forward + augmentSeconds) : 0
  const width = (whole?.bytesPerImage ?? 0) / 4
  const isLinear = recipe.hiddenUnits === 0 && !isAugmented(recipe.augment)
  /** Workers that share a device wait for each other. */
  const company = speed.isShared ? workers : 1
  const headEpoch = isLinear
    ? linearEpoch(width, steps, sizes)
    : company * ((steps + 3) * speed.step + augmented(full))
  const suffix = full - frozen
  const training = (3 * sizes.train * suffix) / speed.train
  const validating = (sizes.validation * suffix) / speed.forward
  const tuneEpoch = company * (training + validating + augmented(frozen) + (steps + 3) * speed.step)
  const kind = isFineTuned(recipe) ? 'fineTune' : isLinear ? 'plainHead' : 'head'
  return {
    cell: {
      kind,
      workers,
      backbone: recipe.backbone,
      ...(kind === 'fineTune' ? { depth: recipe.unfreezeDepth } : {}),
      batch: roundBatch(recipe.batchSize),
    },
    seconds: foldStart + epochs.head * headEpoch + epochs.fineTune * tuneEpoch,
  }
}

/** `training/heads`: the same routines on every engine. */
function linearEpoch(width: number, steps: number, { train, validation, classes }: Sizes): number {
  return (
    steps * linearStep + ((2 * train + validation) * width * (classes + 2)) / linearSpeed + linearEpochEnd
  )
}

/** Engines started and images decoded, which happens at the same time. */
export function openingGuess(images: number, { workers }: Pick<Machine, 'workers'>): Guess {
  return {
    cell: { kind: 'opening', workers },
    seconds: openingSeconds + (images * decodeSeconds) / workers,
  }
}

/** Images through frozen layers, all workers together. */
export function passGuess(multiplyAdds: number, { engine, workers }: Machine): Guess {
  const { forward, isShared } = speeds[engine]
  return {
    cell: { kind: 'pass', workers },
    seconds: multiplyAdds / (forward * (isShared ? 1 : workers)),
  }
}

/** Between the folds: what workers have of the time, as a part of what they spend on training. */
export const overheadGuess = ({ workers }: Pick<Machine, 'workers'>, isPlain: boolean): Guess => ({
  cell: { kind: isPlain ? 'headOverhead' : 'overhead', workers },
  seconds: isPlain ? plainOverhead : 1,
})

export const isFineTuned = ({ unfreezeDepth, fineTuneEpochs }: Recipe) =>
  unfreezeDepth > 0 && fineTuneEpochs > 0
