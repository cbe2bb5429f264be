import { existsSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { tf } from '../../src/engine/tf.ts'
import { loadBackbone } from '../../src/weights/load-backbone.ts'
import { checkWeightSource } from '../../src/weights/resolve.ts'
import { computeActivations } from '../activations/compute-activations.ts'
import { shared } from '../setup/facts.ts'
import { temporaryFolder } from '../setup/images.ts'
import { rewrite, rewriteShard, saveLayersModel } from './save-layers-model.ts'

beforeAll(() => loadEngine('wasm', { threads: 1 }))

const size = 24
const random = createRandom('layers model')
const pixels = Uint8Array.from({ length: 3 * size * size * 3 }, () => random.integer(0, 255))

async function featuresOf(source: Parameters<typeof loadBackbone>[1], side = size): Promise<Float32Array> {
  const backbone = await loadBackbone('LayersModel', source, side, 0)
  const channels = backbone.graph.layers.at(-1)?.shape[2] ?? 0
  const features = new Float32Array(3 * channels)
  await computeActivations(backbone, pixels, { pool: true }, features)
  return features
}

/** What TensorFlow.js itself computes, with pixels from −1 to 1, averaged over positions. */
function predicted(model: ReturnType<typeof tf.model>): Float32Array {
  return tf.tidy(() => {
    const x = tf.sub(tf.div(tf.tensor4d(Float32Array.from(pixels), [3, size, size, 3]), 127.5), 1)
    const y = model.predict(x)
    return new Float32Array(tf.mean(Array.isArray(y) ? y[0]! : y, [1, 2]).dataSync())
  })
}

function expectClose(values: Float32Array, expected: Float32Array, tolerance = 1e-5): void {
  expect(values.length).toBe(expected.length)
  const size = Math.max(...expected.map(Math.abs))
  expect(size).toBeGreaterThan(0.01)
  expect(Math.max(...values.map((value, i) => Math.abs(value - expected[i]!)))).toBeLessThan(tolerance * size)
}

/** Every weight gets values of its own, variances positive ones. */
function fill(model: ReturnType<typeof tf.model>): void {
  const draw = createRandom('weights')
  model.setWeights(
    model.getWeights().map(({ shape }, i) =>
      tf.tensor(
        Float32Array.from({ length: shape.reduce((n, side) => n * side, 1) }, () =>
          model.weights[i]?.name.includes('variance') ? draw.integer(500, 1500) / 1000 : draw.normal() * 0.4,
        ),
        shape,
      ),
    ),
  )
}

type Symbolic = ReturnType<typeof tf.input>

/** A network with every layer class that is read. */
function everything() {
  const { layers } = tf
  const after = (layer: { apply(x: Symbolic | Symbolic[]): unknown }, ...inputs: Symbolic[]) =>
    layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as Symbolic
  const chain = (x: Symbolic, ...rest: Parameters<typeof after>[0][]) =>
    rest.reduce((y, layer) => after(layer, y), x)
  const image = tf.input({ shape: [size, size, 3], name: 'image' })
  const stem = chain(
    image,
    layers.zeroPadding2d({
      padding: [
        [0, 1],
        [1, 0],
      ],
    }),
    layers.conv2d({ filters: 6, kernelSize: 3, strides: 2, activation: 'relu' }),
    layers.batchNormalization({ epsilon: 0.01 }),
    layers.separableConv2d({ filters: 8, kernelSize: 3, padding: 'same', activation: 'sigmoid' }),
    layers.reLU({ maxValue: 6 }),
  )
  const branch = chain(
    stem,
    layers.depthwiseConv2d({ kernelSize: [3, 1], padding: 'same', useBias: false }),
    layers.batchNormalization({ center: false, scale: false }),
    layers.activation({ activation: 'swish' }),
  )
  const body = chain(
    after(layers.add(), stem, branch),
    layers.cropping2D({
      cropping: [
        [1, 0],
        [0, 1],
      ],
    }),
  )
  const gate = chain(
    body,
    layers.globalAveragePooling2d({}),
    layers.reshape({ targetShape: [1, 1, 8] }),
    layers.dense({ units: 4, activation: 'relu6' }),
    layers.conv2d({ filters: 8, kernelSize: 1, activation: 'sigmoid' }),
  )
  const gated = after(layers.multiply(), body, gate)
  const joined = after(
    layers.concatenate(),
    after(layers.maxPooling2d({ poolSize: 3, strides: 1, padding: 'same' }), gated),
    after(layers.averagePooling2d({ poolSize: 3, strides: 1, padding: 'same' }), gated),
  )
  const features = chain(
    joined,
    layers.layerNormalization(),
    layers.dropout({ rate: 0.5 }),
    layers.conv2d({ filters: 5, kernelSize: 2, activation: 'gelu' }),
  )
  const trunk = tf.model({ inputs: image, outputs: features, name: 'trunk' })
  fill(trunk)
  return trunk
}

/** A head, and a model around both, as Teachable Machine writes them. */
function withHead(trunk: ReturnType<typeof everything>) {
  const head = tf.sequential({
    layers: [
      tf.layers.globalMaxPooling2d({ inputShape: trunk.outputs[0]?.shape.slice(1) as number[] }),
      tf.layers.dense({ units: 2, activation: 'softmax' }),
    ],
  })
  return tf.sequential({ layers: [trunk, head] })
}

describe('a layers model computes what TensorFlow.js computes', () => {
  test('with every layer class, with a head and without, in one file and in several', async () => {
    const trunk = everything()
    const expected = predicted(trunk)
    expectClose(await featuresOf(await saveLayersModel(trunk)), expected)
    expectClose(await featuresOf(await saveLayersModel(withHead(trunk), 3)), expected)
  })

  test('with a rescaling of its own: then pixels go in as they are', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.rescaling({ scale: 1 / 127.5, offset: -1, inputShape: [size, size, 3] }),
        tf.layers.conv2d({ filters: 4, kernelSize: 3, kernelInitializer: 'glorotNormal' }),
      ],
    })
    const bare = tf.sequential({
      layers: [tf.layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [size, size, 3] })],
    })
    bare.setWeights(model.getWeights())
    const file = await saveLayersModel(model)
    expect(await loadBackbone('LayersModel', file, size, 0)).toMatchObject({ preprocessing: 'raw' })
    expectClose(await featuresOf(file), predicted(bare))
    expect(await loadBackbone('LayersModel', { file, preprocessing: 'caffe' }, size, 0)).toMatchObject({
      preprocessing: 'caffe',
    })
  })

  const own = path.join(shared, 'weights/layers_model_mobilenet_v2_0.35/model.json')
  const same = path.join(shared, 'weights/mobilenet_v2_0.35_keras_notop.safetensors')
  test.skipIf(!existsSync(own) || !existsSync(same))(
    'as a Teachable Machine export of a real MobileNetV2 (skipped without the folder shared/weights)',
    async () => {
      const exported = await loadBackbone('LayersModel', own, 64, 0)
      const source = { file: same, preprocessing: 'tf', padding: 'keras' } as const
      const known = await loadBackbone('MobileNetV2-0.35', source, 64, 0)
      expect(exported.graph.cuts.map(({ layer }) => layer)).toEqual(
        known.graph.cuts.map(({ layer }) => layer),
      )
      expect(exported.graph.name).toBe('layers_model_mobilenet_v2_0.35')
      const images = Uint8Array.from({ length: 2 * 64 * 64 * 3 }, () => random.integer(0, 255))
      const [a, b] = [new Float32Array(2 * 1280), new Float32Array(2 * 1280)]
      await computeActivations(exported, images, { pool: true }, a)
      await computeActivations(known, images, { pool: true }, b)
      expectClose(a, b, 2e-5)
    },
  )
})

describe('quantized weights', () => {
  const levels = [0, 1, 100, 255]
  const model = async (dtype: 'uint8' | 'uint16' | 'float16', bytes: Buffer) => {
    const network = tf.sequential({
      layers: [
        tf.layers.conv2d({
          filters: 4,
          kernelSize: 1,
          useBias: false,
          inputShape: [size, size, 3],
          name: 'c',
        }),
      ],
    })
    const file = await saveLayersModel(network)
    rewriteShard(file, () => bytes)
    const quantization = dtype === 'float16' ? { dtype } : { dtype, scale: 0.5, min: -3 }
    rewrite(
      file,
      ({ weightsManifest }) => Object.assign(weightsManifest[0]!.weights[0]!, { quantization }) && undefined,
    )
    return (await loadBackbone('LayersModel', file, size, 0)).values.get('c/kernel')
  }
  const twelve = Array.from({ length: 12 }, (_, i) => levels[i % 4]!)

  test('in 8 and 16 bits are scaled', async () => {
    const expected = twelve.map(level => level * 0.5 - 3)
    expect([...(await model('uint8', Buffer.from(twelve)))!]).toEqual(expected)
    expect([...(await model('uint16', Buffer.from(Uint16Array.from(twelve).buffer)))!]).toEqual(expected)
  })

  test('in half precision are widened', async () => {
    const halves = Uint16Array.from({ length: 12 }, (_, i) => [0x3c00, 0xc000, 0x3555, 0x0001][i % 4]!)
    const values = [...(await model('float16', Buffer.from(halves.buffer)))!].slice(0, 4)
    expect(values).toEqual([1, -2, Math.fround(0.333251953125), 2 ** -24])
  })
})

describe('a broken model is refused with its file and the reason', () => {
  const broken: [string, (file: string) => void, RegExp][] = [
    ['no JSON', file => writeFileSync(file, '<html>'), /it is not JSON/],
    ['something else', file => writeFileSync(file, '{"labels": []}'), /no modelTopology and weightsManifest/],
    ['a graph model', file => rewrite(file, json => ({ ...json, format: 'graph-model' })), /graph model/],
    [
      'no manifest',
      file => rewrite(file, json => ({ ...json, weightsManifest: 5 })),
      /weightsManifest is wrong/,
    ],
    [
      'a missing shard',
      file => rmSync(path.join(path.dirname(file), 'group1-shard2of2.bin')),
      /2of2.bin is missing/,
    ],
    [
      'a short shard',
      file => rewriteShard(file, bytes => bytes.subarray(4)),
      /should hold \d+ bytes, but there are/,
    ],
    [
      'a long shard',
      file => rewriteShard(file, bytes => Buffer.concat([bytes, bytes])),
      /should hold \d+ bytes/,
    ],
    [
      'a shard elsewhere',
      file => rewrite(file, json => void json.weightsManifest[0]!.paths.splice(0, 1, '../../secret.bin')),
      /secret.bin, which is not in the folder/,
    ],
    [
      'an absolute shard',
      file => rewrite(file, json => void json.weightsManifest[0]!.paths.splice(0, 1, '/etc/hostname')),
      /hostname, which is not in the folder/,
    ],
    [
      'a shard that is a link to elsewhere',
      file => {
        const [shard, outside] = ['group1-shard1of2.bin', `${temporaryFolder()}/secret.bin`]
        renameSync(path.join(path.dirname(file), shard), outside)
        symlinkSync(outside, path.join(path.dirname(file), shard))
      },
      /1of2.bin is a link to .*secret.bin, out of the folder of the model/,
    ],
    [
      'a shard in a folder that is a link to elsewhere',
      file => {
        const outside = temporaryFolder()
        renameSync(path.join(path.dirname(file), 'group1-shard1of2.bin'), path.join(outside, 'secret.bin'))
        symlinkSync(outside, path.join(path.dirname(file), 'sub'))
        rewrite(file, json => void json.weightsManifest[0]!.paths.splice(0, 1, 'sub/secret.bin'))
      },
      /sub\/secret.bin is a link to/,
    ],
    ...['__proto__', 'constructor', 'toString'].map((name): (typeof broken)[number] => [
      `a class called ${name}`,
      file => writeFileSync(file, readFileSync(file, 'utf8').replace('"Conv2D"', JSON.stringify(name))),
      new RegExp(`layer c is a ${name}, which is not supported`),
    ]),
    [
      'models in models without end',
      file =>
        rewrite(file, json => {
          const deep = `${'{"config":'.repeat(100_000)}1${'}'.repeat(100_000)}`
          return { ...json, modelTopology: `{"class_name":"Model","config":${deep}}` }
        }),
      /nested too deeply/,
    ],
    [
      'an activation called constructor',
      file => writeFileSync(file, readFileSync(file, 'utf8').replace('"linear"', '"constructor"')),
      /activation "constructor" is not supported/,
    ],
    [
      'an unknown dtype',
      file =>
        rewrite(file, json => void Object.assign(json.weightsManifest[0]!.weights[0]!, { dtype: 'string' })),
      /weightsManifest is wrong: 0.weights.0.dtype/,
    ],
    [
      'whole numbers for weights',
      file =>
        rewrite(file, json => void Object.assign(json.weightsManifest[0]!.weights[0]!, { dtype: 'int32' })),
      /c\/kernel \(3×3×3×4\) is int32/,
    ],
    [
      'another name',
      file =>
        rewrite(file, json => void Object.assign(json.weightsManifest[0]!.weights[0]!, { name: 'd/kernel' })),
      /it lacks 1 of the weights of mine/,
    ],
    [
      'a name twice',
      file =>
        rewrite(file, json => void Object.assign(json.weightsManifest[0]!.weights[1]!, { name: 'c/kernel' })),
      /names c\/kernel twice/,
    ],
    [
      'another shape',
      file =>
        rewrite(
          file,
          json => void Object.assign(json.weightsManifest[0]!.weights[0]!, { shape: [3, 3, 4, 3] }),
        ),
      /other shapes than mine/,
    ],
    ['NaN', file => rewriteShard(file, bytes => Buffer.from(bytes.fill(0xff, 0, 4))), /c\/kernel holds NaN/],
  ]

  test.each(broken)('%s', async (_, spoil, message) => {
    const { layers } = tf
    const model = tf.sequential({
      layers: [
        layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [size, size, 3], name: 'c' }),
        layers.flatten(),
        layers.dense({ units: 2 }),
      ],
    })
    const file = await saveLayersModel(model, 2)
    await loadBackbone('LayersModel', file, size, 0)
    spoil(file)
    await expect(loadBackbone('LayersModel', file, size, 0)).rejects.toMatchObject({
      name: 'UserError',
      where: file,
      message: expect.stringMatching(message),
    })
  })
})

test('what can be told before anything runs is told then', async () => {
  const file = await saveLayersModel(everything(), 2)
  await checkWeightSource(file, 'LayersModel')
  rmSync(path.join(path.dirname(file), 'group1-shard1of2.bin'))
  await expect(checkWeightSource(file, 'LayersModel')).rejects.toThrow('group1-shard1of2.bin is missing')
  await expect(checkWeightSource('imagenet', 'LayersModel')).rejects.toThrow('a network of your own')
  await expect(checkWeightSource({ file, padding: 'torch' }, 'LayersModel')).rejects.toThrow(
    'says itself how it pads',
  )
  await expect(checkWeightSource(`${file}s`, 'LayersModel')).rejects.toThrow('cannot be read')
})
