import { outputOf } from '../../src/activations/subgraph.ts'
import type { Graph, Layer, Operation, Shape } from '../../src/backbones/graph.ts'
import { cutAt } from '../../src/backbones/measure.ts'
import { createRandom } from '../../src/base/random.ts'
import { neededFor } from '../../src/training/needs.ts'
import type { FoldInput } from '../../src/training/run.ts'
import { recipeSchema } from '../../src/trial/recipe.ts'
import type { LoadedBackbone } from '../../src/weights/loaded.ts'
import { computeActivations } from '../activations/compute-activations.ts'
import { randomWeights } from '../activations/random-weights.ts'

const size = 32
const same = { strides: [1, 1], padding: 'same', bias: false } as const

/** Stem, a residual depthwise block and a strided block: every kind of layer that training treats differently. */
export const tinyGraph: Graph = {
  name: 'Tiny',
  inputShape: [size, size, 3],
  layers: [
    layer('input', { op: 'input' }, [], [size, size, 3]),
    conv('stem', 'input', [5, 5, 3, 8], [8, 8, 8], [4, 4]),
    norm('stem_bn', 'stem', 8, [8, 8, 8]),
    layer('stem_relu', { op: 'activation', activation: 'relu' }, ['stem_bn'], [8, 8, 8]),
    layer('dw', { op: 'depthwiseConv2d', kernel: [3, 3], ...same }, ['stem_relu'], [8, 8, 8], {
      kernel: [3, 3, 8, 1],
    }),
    norm('dw_bn', 'dw', 8, [8, 8, 8]),
    layer('dw_relu', { op: 'activation', activation: 'relu6' }, ['dw_bn'], [8, 8, 8]),
    conv('project', 'dw_relu', [1, 1, 8, 8], [8, 8, 8], [1, 1]),
    norm('project_bn', 'project', 8, [8, 8, 8]),
    layer('add', { op: 'add' }, ['stem_relu', 'project_bn'], [8, 8, 8]),
    conv('last', 'add', [3, 3, 8, 16], [4, 4, 16], [2, 2]),
    norm('last_bn', 'last', 16, [4, 4, 16]),
    layer('last_relu', { op: 'activation', activation: 'relu' }, ['last_bn'], [4, 4, 16]),
  ],
  cuts: [
    { block: 'stem', layer: 'stem_relu' },
    { block: 'residual', layer: 'add' },
    { block: 'last', layer: 'last_relu' },
  ],
}

function layer(
  name: string,
  operation: Operation,
  inputs: string[],
  shape: Shape,
  weights: Partial<Record<'kernel' | 'gamma' | 'beta' | 'moving_mean' | 'moving_variance', number[]>> = {},
): Layer {
  const specs = (['kernel', 'gamma', 'beta', 'moving_mean', 'moving_variance'] as const).flatMap(key => {
    const found = weights[key]
    return found === undefined ? [] : [{ name: key, shape: found }]
  })
  return { name, className: operation.op, operation, inputs, shape, weights: specs, multiplyAdds: 0 }
}

function conv(
  name: string,
  input: string,
  kernel: [number, number, number, number],
  shape: Shape,
  strides: [number, number],
) {
  const operation = { op: 'conv2d', kernel: [kernel[0], kernel[1]], ...same, strides } as const
  return layer(name, operation, [input], shape, { kernel })
}

function norm(name: string, input: string, channels: number, shape: Shape) {
  const vector = [channels]
  return layer(name, { op: 'batchNorm', epsilon: 1e-3, momentum: 0.9, scale: true }, [input], shape, {
    gamma: vector,
    beta: vector,
    moving_mean: vector,
    moving_variance: vector,
  })
}

export function tinyBackbone(seed = 1): LoadedBackbone {
  return {
    graph: tinyGraph,
    values: randomWeights(tinyGraph, seed),
    preprocessing: 'tf',
    hash: `tiny-${seed}`,
  }
}

/** Stripes that are upright (class 0), level (1) or slanted (2), of random phase, width and colour, with noise. */
export function stripes(count: number, seed = 1): { pixels: Uint8Array; labels: Int32Array } {
  const random = createRandom(seed)
  const pixels = new Uint8Array(count * size * size * 3)
  const labels = new Int32Array(count).map((_, i) => i % 3)
  for (let image = 0; image < count; image++) {
    const [phase, width] = [random.next() * 7, 0.6 + random.next() * 0.5]
    const colour = [0, 1, 2].map(() => 60 + random.next() * 60)
    for (let y = 0; y < size; y++)
      for (let x = 0; x < size; x++) {
        const along = [x, y, (x + y) / Math.SQRT2][labels[image] ?? 0] ?? 0
        const wave = Math.sin(along * width + phase)
        for (let c = 0; c < 3; c++)
          pixels[((image * size + y) * size + x) * 3 + c] =
            127 + wave * (colour[c] ?? 0) + random.normal() * 8
      }
  }
  return { pixels, labels }
}

/** A whole fold on stripes: what the pool would hand to `trainFold`, two thirds of the images for training. */
export async function tinyFold(
  recipe: Record<string, unknown>,
  options: { images?: number; seed?: number } = {},
) {
  const { images = 90, seed = 1 } = options
  const backbone = tinyBackbone()
  const { pixels, labels } = stripes(images)
  const parsed = recipeSchema.parse({ backbone: 'Pocket', headEpochs: 3, fineTuneEpochs: 2, ...recipe })
  const rows = async (to: string, pool: boolean) => {
    const { shape } = tinyGraph.layers.find(({ name }) => name === to) ?? outputOf(tinyGraph)
    const length = pool ? shape[2] : shape[0] * shape[1] * shape[2]
    const data = new Float32Array(new SharedArrayBuffer(4 * images * length))
    await computeActivations(backbone, pixels, { to, pool }, data)
    return { data, shape }
  }
  const needs = neededFor(parsed)
  const features = (await rows('last_relu', true)).data
  const activations = needs.cut ? await rows(cutAt(tinyGraph, parsed.unfreezeDepth), false) : undefined
  const input: FoldInput = {
    job: { trial: 0, fold: 0, recipe: parsed, seed, metric: 'accuracy' },
    split: {
      train: Array.from({ length: images }, (_, i) => i).filter(i => Math.floor(i / 3) % 3 !== 0),
      validation: Array.from({ length: images }, (_, i) => i).filter(i => Math.floor(i / 3) % 3 === 0),
    },
    classes: 3,
    labels,
    backbone,
    images: {
      features,
      ...(activations === undefined ? {} : { activations }),
      ...(needs.pixels ? { pixels: { data: pixels, size } } : {}),
    },
  }
  return input
}
