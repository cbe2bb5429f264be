import { cutAt, layersBetween, parametersOf } from '../backbones/measure.ts'
import type { Recipe } from '../trial/recipe.ts'
import { graphOf } from '../weights/graph-of.ts'
import { weightSourceFor } from '../weights/source.ts'
import { isFineTuned } from './cost.ts'

/**
 * Bytes for a byte of layer outputs that the tape holds, gradients and scratch included; and for a byte of trained weights,
 * with gradients, optimizer state and folded kernels. Measured on wasm with MobileNetV2, EfficientNetB0, ResNet50 and VGG16:
 * 1.8 to 6 and about 10. Trained batch norm keeps what frozen batch norm folds away.
 */
const perOutput = { frozen: 2.5, trained: 5 } as const
const perWeight = 10

/** So many times what there is room for, and a batch is begun in parts: the estimate is rough, and a try tells for certain. */
const clearly = 2

/** What training the last blocks is likely to take, in bytes: whatever the batch, and for each image at once. */
export interface TrainingBytes {
  readonly fixed: number
  readonly perImage: number
}

export function createTrainingBytes(imageSize: number): (recipe: Recipe) => TrainingBytes {
  const known = new Map<string, TrainingBytes>()
  return recipe => {
    const { backbone, weights, unfreezeDepth, batchNorm } = recipe
    const key = JSON.stringify([backbone, weightSourceFor(weights, backbone), unfreezeDepth, batchNorm])
    const found = known.get(key) ?? measure(recipe, imageSize)
    known.set(key, found)
    return found
  }
}

function measure({ backbone, weights, unfreezeDepth, batchNorm }: Recipe, size: number): TrainingBytes {
  const graph = graphOf(backbone, weightSourceFor(weights, backbone), size)
  const layers = layersBetween(graph, cutAt(graph, unfreezeDepth))
  const outputs = layers.reduce(
    (sum, { shape: [height, width, depth] }) => sum + 4 * height * width * depth,
    0,
  )
  return {
    fixed: perWeight * 4 * parametersOf({ ...graph, layers }),
    perImage: perOutput[batchNorm] * outputs,
  }
}

/** Images at once that are likely to have room, where a recipe's batch clearly has not; otherwise undefined. */
export function likelyBatch(
  recipe: Recipe,
  bytesOf: (recipe: Recipe) => TrainingBytes,
  room: number,
): number | undefined {
  if (!isFineTuned(recipe)) return undefined
  const { fixed, perImage } = bytesOf(recipe)
  if (fixed + recipe.batchSize * perImage <= clearly * room) return undefined
  return Math.max(1, Math.min(recipe.batchSize, Math.floor((room - fixed) / perImage)))
}
