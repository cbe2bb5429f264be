import { createPrefix, weightTensors } from '../../src/activations/compute.ts'
import { forward } from '../../src/backbones/forward.ts'
import { getBackbone } from '../../src/backbones/index.ts'
import { cutAt, layerNamed, layersBetween } from '../../src/backbones/measure.ts'
import { preprocess } from '../../src/backbones/preprocess.ts'
import { createRandom } from '../../src/base/random.ts'
import { type Tensor, tf } from '../../src/engine/tf.ts'
import { type FoldInput, trainFold } from '../../src/training/fold.ts'
import type { BackboneName } from '../../src/trial/backbone-names.ts'
import type { Report } from '../../src/trial/job.ts'
import { recipeSchema } from '../../src/trial/recipe.ts'
import type { LoadedBackbone } from '../../src/weights/loaded.ts'
import { randomWeights } from '../activations/random-weights.ts'

const images = 8
const blocks = 2
const all = Array.from({ length: images }, (_, i) => i)

/** A fold of one family on images of two kinds, validated on the images it is trained on: the loss after each step. */
export interface FineTuning {
  readonly input: FoldInput
  /** Of the last blocks, `layer/weight`: what a gradient changes, and batch norm's moving statistics. */
  readonly trainable: readonly string[]
  readonly moving: readonly string[]
}

/** `calibrateOn`: another backend for the pass that only makes the weights, where the engine's own is slow. */
export async function prepareFineTuning(name: BackboneName, calibrateOn: string): Promise<FineTuning> {
  const entry = getBackbone(name)
  const pixels = stripes(entry.minSize)
  const graph = entry.build(entry.minSize)
  // VGG16 has no norm to bring the ±128 of its own preprocessing down.
  const preprocessing = name === 'VGG16' ? 'tf' : entry.preprocessing
  const random = { graph, values: randomWeights(graph), preprocessing, hash: 'random' }
  const engine = tf.getBackend()
  await tf.setBackend(calibrateOn)
  const { values, features } = await calibrate(random, pixels)
  await tf.setBackend(engine)
  const backbone = { ...random, values }
  const cut = cutAt(graph, blocks)
  const keys = layersBetween(graph, cut).flatMap(layer =>
    layer.weights.map(weight => `${layer.name}/${weight.name}`),
  )
  const isMoving = (key: string) => key.includes('/moving_')
  const input: FoldInput = {
    job: { trial: 0, fold: 0, recipe: recipeFor(name), seed: 1, metric: 'logLoss' },
    split: { train: all, validation: all },
    classes: 2,
    labels: Int32Array.from(all, i => i % 2),
    backbone,
    images: { features, activations: await activationsAt(cut, backbone, pixels) },
  }
  return { input, trainable: keys.filter(key => !isMoving(key)), moving: keys.filter(isMoving) }
}

/** One step an epoch, nothing random in a step, and the backbone's rate as high as the head's. */
const recipeFor = (backbone: BackboneName) =>
  recipeSchema.parse({
    backbone,
    weights: 'random',
    learningRate: 2e-5,
    fineTuneFactor: 1,
    batchSize: images,
    dropout: 0,
    unfreezeDepth: blocks,
    headEpochs: 1,
    fineTuneEpochs: 3,
  })

/** Runs the fold; `headAlone` takes as many steps with the whole backbone frozen. */
export async function fineTune({ input }: FineTuning, headAlone = false) {
  const { recipe } = input.job
  const steps = recipe.headEpochs + recipe.fineTuneEpochs
  const job = headAlone
    ? { ...input.job, recipe: { ...recipe, unfreezeDepth: 0, headEpochs: steps } }
    : input.job
  const reports: Report[] = []
  let trained = new Map<string, Float32Array>()
  const outcome = await trainFold(
    { ...input, job },
    {
      onReport: report => {
        reports.push(report)
      },
      shouldStop: () => false,
      onTrained: weights => {
        trained = weights
      },
    },
  )
  return { outcome, reports, trained }
}

/**
 * Random weights with batch norms that have seen the images, so that frozen they normalise as in a trained network;
 * with the statistics that random weights come with, activations would explode. And the features of that pass.
 */
async function calibrate({ graph, values, preprocessing }: LoadedBackbone, pixels: Uint8Array) {
  const weights = weightTensors(graph.layers, values)
  const seen = new Map<string, Tensor>()
  const pooled = tf.tidy(() => {
    const [size] = graph.inputShape
    const x = tf.tensor4d(preprocess(pixels, images, size, preprocessing), [images, ...graph.inputShape])
    const output = forward(graph, weights, x, {
      batchNorm: 'trained',
      onMovingStatistics(layer, mean, variance) {
        seen.set(`${layer}/moving_mean`, tf.keep(mean.clone()))
        seen.set(`${layer}/moving_variance`, tf.keep(variance.clone()))
      },
    })
    return output.mean([1, 2])
  })
  const statistics = new Map<string, Float32Array>()
  for (const [key, tensor] of seen) statistics.set(key, await read(tensor))
  const features = await read(pooled)
  tf.dispose([pooled, ...weights.values(), ...seen.values()])
  return { values: new Map([...values, ...statistics]), features }
}

/** A layer's output of all images, through the compiled prefix. */
async function activationsAt(to: string, backbone: LoadedBackbone, pixels: Uint8Array) {
  const prefix = createPrefix(backbone, { to, pool: false })
  const output = prefix.output(pixels)
  const data = await read(output)
  output.dispose()
  prefix.dispose()
  return { data, shape: layerNamed(backbone.graph, to).shape }
}

const read = async (x: Tensor) => Float32Array.from(await x.data())

/** Upright (class 0) and level (class 1) stripes of random phase and colour, with noise. */
function stripes(size: number): Uint8Array {
  const random = createRandom('stripes')
  return Uint8Array.from(
    all.flatMap(image => {
      const phase = random.next() * 7
      const colour = [0, 1, 2].map(() => 60 + random.next() * 60)
      return Array.from({ length: size * size * 3 }, (_, i) => {
        const place = Math.floor(i / 3)
        const along = image % 2 === 0 ? place % size : Math.floor(place / size)
        return 127 + Math.sin(along * 0.8 + phase) * (colour[i % 3] ?? 0) + random.normal() * 3
      })
    }),
  )
}
