import { bytesAt, cutAt, layerNamed, multiplyAddsOf } from '../backbones/measure.ts'
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
  wasm: { forward: 10e9, train: 8e9, step: 0.0015, isShared: false },
}

/** Seconds to decode one photo and to augment one image, on one core. */
export const decodeSeconds = 0.006
const augmentSeconds = 0.002

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

/** Seconds of one fold on one worker, with the activations at hand. */
export function foldSeconds(
  recipe: Recipe,
  [whole, cut]: readonly Prefix[],
  counts: { readonly train: number; readonly validation: number },
  speed: Speed,
): number {
  const full = whole?.multiplyAdds ?? 0
  const frozen = cut?.multiplyAdds ?? full
  const steps = Math.ceil(counts.train / recipe.batchSize) + 1
  const augmented = (multiplyAdds: number) =>
    isAugmented(recipe.augment) && recipe.augment.views === 0
      ? counts.train * (multiplyAdds / speed.forward + augmentSeconds)
      : 0
  const head = recipe.headEpochs * (steps * speed.step + augmented(full))
  if (cut === undefined) return head
  const suffix = full - frozen
  const training = (3 * counts.train * suffix) / speed.train
  const validating = (counts.validation * suffix) / speed.forward
  return head + recipe.fineTuneEpochs * (training + validating + augmented(frozen) + steps * speed.step)
}

export const isFineTuned = ({ unfreezeDepth, fineTuneEpochs }: Recipe) =>
  unfreezeDepth > 0 && fineTuneEpochs > 0
