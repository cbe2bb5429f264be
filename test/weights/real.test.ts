import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { outputOf } from '../../src/activations/subgraph.ts'
import { forward } from '../../src/backbones/forward.ts'
import { getBackbone } from '../../src/backbones/index.ts'
import { preprocess } from '../../src/backbones/preprocess.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { type Tensor, tf } from '../../src/engine/tf.ts'
import { loadWeightFile } from '../../src/weights/file.ts'
import type { LoadedBackbone } from '../../src/weights/loaded.ts'
import { readSafetensors } from '../../src/weights/safetensors.ts'
import { computeActivations } from '../activations/compute-activations.ts'
import { syntheticPixels } from '../backbones/synthetic.ts'
import { decodeImage } from '../data/make.ts'
import { shared } from '../setup/facts.ts'

const size = 160
const fileOf = (name: string) => path.join(shared, 'weights', name)

/** The first pooled features and the norm of all, from torchvision 0.28 on the same files; the second one padded as TensorFlow does. */
const real = [
  {
    backbone: 'MobileNetV2',
    file: 'mobilenet_v2_1.0.safetensors',
    options: {},
    features: [0.07708253, 0, 1.678313, 0, 0, 0, 0, 0.01738358, 0, 0, 0.05788784, 0],
    norm: 16.84173,
  },
  {
    backbone: 'MobileNetV2-0.35',
    file: 'mobilenet_v2_0.35_keras_notop.safetensors',
    options: { preprocessing: 'tf', padding: 'keras' },
    features: [0, 0, 0.1217984, 0.7738503, 0, 0, 0.01087899, 0, 3.361152, 0, 0, 0],
    norm: 31.942359,
  },
] as const

let engine: Engine
beforeAll(async () => {
  engine = await loadEngine('wasm', { threads: 1 })
})
afterAll(() => engine.close())

describe.each(real)('$file', entry => {
  const file = fileOf(entry.file)

  test('gives the features that torchvision gives', async ({ skip }) => {
    skip(!existsSync(file), `${file} is not there`)
    const loaded = await loadWeightFile(getBackbone(entry.backbone), file, size, entry.options)
    const features = featuresOf(loaded)
    const typical = entry.norm / Math.sqrt(features.length)
    const errors = entry.features.map((value, i) => Math.abs((features[i] ?? Number.NaN) - value) / typical)
    expect(Math.max(...errors)).toBeLessThan(1e-4)
    expect(Math.abs(Math.hypot(...features) / entry.norm - 1)).toBeLessThan(1e-4)
  })
})

test('with the classifier that its file carries, ants are ants and bees are bees', async ({ skip }) => {
  const file = fileOf('mobilenet_v2_1.0.safetensors')
  const photos = path.join(shared, 'datasets', 'ants_bees')
  skip(!existsSync(file), `${file} is not there`)
  skip(!existsSync(photos), `${photos} is not there`)
  const loaded = await loadWeightFile(getBackbone('MobileNetV2'), file, 224, {})
  const stored = readSafetensors(readFileSync(file), file)
  const read = (name: string) => stored.get(name)?.read() ?? new Float32Array()
  const [kernel, bias] = [read('classifier.1.weight'), read('classifier.1.bias')]
  const width = outputOf(loaded.graph).shape[2]
  // ImageNet's numbers of "ant" and "bee".
  for (const [folder, wanted] of [['ants', 310] as const, ['bees', 309] as const]) {
    const names = readdirSync(path.join(photos, folder)).sort().slice(0, 16)
    const pictures = await Promise.all(names.map(name => decodeImage(path.join(photos, folder, name), 224)))
    const features = new Float32Array(names.length * width)
    await computeActivations(loaded, Buffer.concat(pictures), { pool: true }, features)
    const rowOf = (i: number) => features.subarray(i * width, (i + 1) * width)
    const right = names.filter((_, i) => classOf(rowOf(i), kernel, bias) === wanted).length
    expect(right, `of ${names.length} ${folder}`).toBeGreaterThanOrEqual(10)
  }
})

/** The most probable of the rows of a kernel [classes, features]. */
function classOf(features: Float32Array, kernel: Float32Array, bias: Float32Array): number {
  const logits = bias.map((value, row) =>
    features.reduce((sum, x, i) => sum + x * (kernel[row * features.length + i] ?? 0), value),
  )
  return logits.indexOf(Math.max(...logits))
}

test('a real Keras file of another network is refused', async ({ skip }) => {
  const file = fileOf('squeezenet_notop.h5')
  skip(!existsSync(file), `${file} is not there`)
  await expect(loadWeightFile(getBackbone('MobileNetV2'), file, size, {})).rejects.toThrow(
    'it holds 50 weights, MobileNetV2 has 260',
  )
})

function featuresOf({ graph, values, preprocessing }: LoadedBackbone): Float32Array {
  return tf.tidy(() => {
    const weights = new Map<string, Tensor>()
    for (const layer of graph.layers)
      for (const { name, shape } of layer.weights) {
        const key = `${layer.name}/${name}`
        weights.set(key, tf.tensor(values.get(key) ?? [], [...shape]))
      }
    const pixels = preprocess(syntheticPixels(size), 1, size, preprocessing)
    const x = tf.tensor4d(pixels, [1, size, size, 3])
    return forward(graph, weights, x).mean([1, 2]).dataSync<'float32'>()
  })
}
