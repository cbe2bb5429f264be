import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { graphBuilder } from '../../src/backbones/build.ts'
import { forward } from '../../src/backbones/forward.ts'
import { getBackbone } from '../../src/backbones/index.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { tf } from '../../src/engine/tf.ts'
import { assignFromKeras } from '../../src/weights/assign.ts'
import { loadWeightFile } from '../../src/weights/file.ts'
import { withKerasFile } from '../../src/weights/h5.ts'
import { weightsInZip } from '../../src/weights/keras-zip.ts'
import { snakeCase } from '../../src/weights/keras3.ts'
import { valuesOf } from '../../src/weights/values.ts'
import { differing, fileOf, someValues } from './files.ts'
import { bytesOf, keras3File, keras3Layers } from './keras3-file.ts'
import { zip } from './zip.ts'

const pocket = getBackbone('Pocket')
const graph = pocket.build(96)
const values = someValues(graph)
const layers = keras3Layers(graph, values)
const config = { name: 'config.json', data: Buffer.from('{}') }

const load = async (file: string) => (await loadWeightFile(pocket, file, 96, {})).values

test('each weight finds its place, by name', async () => {
  expect(differing(await load(await keras3File(layers)), values)).toEqual([])
})

test('files of early Keras 3 name no layers: each class has its order', async () => {
  const nameless = layers.map(({ className, weights }) => ({ className, weights }))
  expect(differing(await load(await keras3File(nameless)), values)).toEqual([])
})

test('the backbone of a saved classifier', async () => {
  expect(differing(await load(await keras3File(layers, { isInner: true })), values)).toEqual([])
})

test.each([false, true])('a .keras archive, packed: %s', async packed => {
  const data = await bytesOf(keras3File(layers))
  const archive = zip([config, { name: 'model.weights.h5', data, packed }], 'a comment')
  expect(differing(await load(await fileOf(archive, '.keras')), values)).toEqual([])
})

test("Keras' own names are counters of a whole program: their order counts, not their numbers", async () => {
  const g = graphBuilder('automatic', 8)
  const first = g.conv(g.input, 3, { kernel: 3 })
  const second = g.conv(first, 3, { kernel: 3, name: 'named' })
  g.cut('all', g.conv(second, 3, { kernel: 3 }))
  const small = g.finish()
  const wanted = someValues(small)
  const names = ['input', 'conv2d_1', 'named', 'conv2d_2']
  const file = await keras3File(
    keras3Layers(small, wanted).map((layer, i) => ({ ...layer, name: names[i] ?? '' })),
  )
  const found = await withKerasFile(file, layersFor => valuesOf(assignFromKeras(small, layersFor(small))))
  expect(differing(found, wanted)).toEqual([])
})

test.each([
  ['Conv2D', 'conv2d'],
  ['DepthwiseConv2D', 'depthwise_conv2d'],
  ['BatchNormalization', 'batch_normalization'],
  ['LayerScale', 'layer_scale'],
  ['ReLU', 're_lu'],
])('%s is stored as %s', (className, key) => expect(snakeCase(className)).toBe(key))

const fixture = (name: string) => path.resolve(import.meta.dirname, '../fixtures', name)
/** Saved by Keras 3.15.1 in a program that had built two convolutions before. */
const saved: readonly (readonly [string, () => string | Promise<string>])[] = [
  ['.weights.h5', () => fixture('keras-3.15.weights.h5')],
  [
    '.keras',
    () =>
      fileOf(weightsInZip(readFileSync(fixture('keras-3.15.keras')), 100_000, 'saved.keras'), '.weights.h5'),
  ],
]

test.each(saved)("Keras' own %s gives Keras' own output", async (_, file) => {
  await loadEngine('wasm', { threads: 1 })
  const g = graphBuilder('saved', 8)
  let x = g.batchNorm(g.conv(g.input, 4, { kernel: 3 }), { epsilon: 1e-3, momentum: 0.99, name: 'bn' })
  x = g.depthwise(x, { kernel: 3, name: 'depthwise' })
  g.cut('all', g.conv(x, 5, { bias: true }))
  const small = g.finish()
  const found = await withKerasFile(await file(), layersFor =>
    valuesOf(assignFromKeras(small, layersFor(small))),
  )
  const shapes = new Map(
    small.layers.flatMap(layer =>
      layer.weights.map(weight => [`${layer.name}/${weight.name}`, weight.shape]),
    ),
  )
  const tensors = new Map(
    [...found].map(([key, data]) => [key, tf.tensor(data, [...(shapes.get(key) ?? [])])]),
  )
  const input = tf.linspace(-1, 1, 8 * 8 * 3).reshape<tf.Tensor4D>([1, 8, 8, 3])
  const output = await forward(small, tensors, input).data()
  const at = (row: number, column: number) => output.slice((row * 8 + column) * 5, (row * 8 + column) * 5 + 5)
  const expected = [
    [-0.13898, -0.261515, -0.285044, -0.313739, -0.12345],
    [0.211996, 0.022209, -0.326125, -0.15158, 0.094568],
    [0.104501, -0.411209, -0.402597, -0.359323, -0.086284],
  ].flat()
  const got = [...at(0, 0), ...at(3, 4), ...at(7, 7)]
  expect(Math.max(...got.map((value, i) => Math.abs(value - (expected[i] ?? Number.NaN))))).toBeLessThan(2e-6)
})
