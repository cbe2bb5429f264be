import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Backbone } from '../../src/backbones/backbone.ts'
import { getBackbone, namingsOf } from '../../src/backbones/index.ts'
import { loadWeightFile } from '../../src/weights/file.ts'
import { loadWeights } from '../../src/weights/load.ts'
import type { KerasLayer } from './files.ts'
import { differing, fileOf, kerasFile, kerasLayers, safetensors, someValues, tensorsOf } from './files.ts'

const backbone = getBackbone('MobileNetV2-0.35')
const graph = backbone.build(96)
const values = someValues(graph)
const [keras, vision] = namingsOf(backbone.name)
if (keras === undefined || vision === undefined)
  throw new RangeError('MobileNetV2 has names of Keras and torchvision')
const load = (file: string | URL, options = {}, which: Backbone = backbone) =>
  loadWeightFile(which, file, 96, options)

describe('safetensors', () => {
  test('gives each value its place, under every naming', async () => {
    for (const name of ['MobileNetV2-0.35', 'MobileNetV3Small-0.75', 'EfficientNetB0', 'Pocket'] as const)
      for (const naming of namingsOf(name)) {
        const which = getBackbone(name)
        const own = which.build(96, naming.family)
        const expected = someValues(own)
        const file = await fileOf(safetensors(tensorsOf(own, expected, naming)), '.safetensors')
        const loaded = await load(file, {}, which)
        expect(loaded.values.size).toBeGreaterThan(40)
        expect(differing(loaded.values, expected), `${name} ${naming.library}`).toEqual([])
      }
  })

  test('torch names mean the graph and the pixels of torch, Keras names those of Keras', async () => {
    const torch = await load(await fileOf(safetensors(tensorsOf(graph, values, vision)), '.safetensors'))
    expect(torch.preprocessing).toBe('torch')
    expect(torch.graph).toEqual(backbone.build(96, 'torch'))
    const ours = await load(await fileOf(safetensors(tensorsOf(graph, values, keras)), '.safetensors'))
    expect(ours.preprocessing).toBe('tf')
    expect(ours.graph).toEqual(graph)
  })

  test('preprocessing and padding can be told, epsilon stays with the names', async () => {
    const file = await fileOf(safetensors(tensorsOf(graph, values, vision)), '.safetensors')
    const carried = await load(file, { preprocessing: 'tf', padding: 'keras' })
    expect(carried.preprocessing).toBe('tf')
    expect(carried.graph).toEqual(backbone.build(96, 'torch', 'keras'))
    const epsilons = carried.graph.layers.flatMap(({ operation }) =>
      operation.op === 'batchNorm' ? operation.epsilon : [],
    )
    expect(new Set(epsilons)).toEqual(new Set([1e-5]))
    expect(carried.hash).not.toBe((await load(file)).hash)
  })

  test("timm's own MobileNetV3 weights have torch's epsilon, torchvision's have Keras'", async () => {
    const v3 = getBackbone('MobileNetV3Small')
    const own = v3.build(96, 'torch')
    const epsilonOf = async (library: string, options = {}) => {
      const naming = namingsOf('MobileNetV3Small').find(candidate => candidate.library === library) ?? keras
      const file = await fileOf(safetensors(tensorsOf(own, someValues(own), naming)), '.safetensors')
      const loaded = await load(file, options, v3)
      return loaded.graph.layers.flatMap(({ operation }) =>
        operation.op === 'batchNorm' ? operation.epsilon : [],
      )[0]
    }
    expect(await epsilonOf('timm')).toBe(1e-5)
    expect(await epsilonOf('timm', { padding: 'keras', preprocessing: 'tf' })).toBe(1e-3)
    expect(await epsilonOf('torchvision')).toBe(1e-3)
  })

  test('ResNet50 of torch has no biases in its convolutions: they are zero', async () => {
    const which = getBackbone('ResNet50')
    const own = which.build(96, 'torch')
    const [, naming = keras] = namingsOf('ResNet50')
    const tensors = tensorsOf(own, someValues(own), naming)
    expect(Object.keys(tensors)).not.toContain('conv1.bias')
    const loaded = await load(await fileOf(safetensors(tensors), '.safetensors'), {}, which)
    const bias = loaded.values.get('conv3_block1_0_conv/bias')
    expect(bias).toEqual(new Float32Array(512))
    expect(loaded.values.size).toBe(own.layers.flatMap(layer => layer.weights).length)
  })

  test('half precision becomes float32', async () => {
    const f16 = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff, 0x0400, 0x8000, 0x3800)
    const bf16 = Uint16Array.of(0x3f80, 0xc000, 0x3eab, 0x0080, 0x4049, 0x3f00, 0x0000, 0x4120)
    const tensors = tensorsOf(graph, values, keras)
    const mean = 'expanded_conv_project_BN/moving_mean'
    const beta = 'expanded_conv_project_BN/beta'
    for (const [key, dtype, data] of [
      [mean, 'F16', f16],
      [beta, 'BF16', bf16],
    ] as const)
      tensors[key] = { dtype, shape: [8], data: new Uint8Array(data.buffer) }
    const { values: loaded } = await load(await fileOf(safetensors(tensors), '.safetensors'))
    expect([...(loaded.get(mean) ?? [])]).toEqual([1, -2, 0.333251953125, 2 ** -24, 65504, 2 ** -14, -0, 0.5])
    expect([...(loaded.get(beta) ?? [])]).toEqual([1, -2, 0.333984375, 2 ** -126, 3.140625, 0.5, 0, 10])
  })

  test('classifier, counters and metadata are passed over; the hash is that of the file', async () => {
    const bytes = safetensors(
      {
        'features.0.1.num_batches_tracked': { dtype: 'I64', shape: [], data: new Uint8Array(8) },
        // What follows is not aligned to four bytes.
        'classifier.1.bias': { dtype: 'U8', shape: [3], data: new Uint8Array(3) },
        ...tensorsOf(graph, values, vision),
      },
      { format: 'pt' },
    )
    const file = await fileOf(bytes, '.safetensors')
    const loaded = await load(pathToFileURL(file))
    expect(loaded.values.get('Conv1/kernel')).toEqual(values.get('Conv1/kernel'))
    expect(loaded.hash).toBe(
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    )
  })
})

describe('Keras h5', () => {
  const pocket = getBackbone('Pocket')
  const own = pocket.build(64)
  const expected = someValues(own)
  const layers = kerasLayers(own, expected)
  const dense: KerasLayer = {
    name: 'predictions',
    weights: [
      { name: 'predictions/kernel:0', shape: [2, 3], data: new Float32Array(6) },
      { name: 'predictions/bias:0', shape: [3], data: new Float32Array(3) },
    ],
  }
  const renamed = layers.map(({ name, weights }, i) => ({
    name: `layer_${i}`,
    weights: weights.map((weight, j) => ({ ...weight, name: `${name}_${j}` })),
  }))
  const nested = layers.map(({ name, weights }) => ({
    name: name.replaceAll('_', '/'),
    weights: weights.map(weight => ({ ...weight, name: weight.name.replaceAll('_', '/') })),
  }))
  const shuffled = [...layers.filter((_, i) => i % 2 === 1), ...layers.filter((_, i) => i % 2 === 0)]

  test.each<[string, () => Promise<string>]>([
    ['as Keras 2 writes it', () => kerasFile(layers)],
    ['of a whole model', () => kerasFile(layers, { isModel: true })],
    ['with its list of layers split', () => kerasFile(layers, { splitNames: true })],
    ['with the classifier', () => kerasFile([...layers, dense])],
    ['with other names, by position', () => kerasFile(renamed)],
    ['with slashes in the names', () => kerasFile(nested)],
    ['in another order, by name', () => kerasFile(shuffled)],
  ])('%s', async (_, write) => {
    const file = await write()
    const loaded = await load(file, {}, pocket)
    expect(loaded.preprocessing).toBe(pocket.preprocessing)
    expect(loaded.graph).toEqual(pocket.build(96))
    expect(differing(loaded.values, expected)).toEqual([])
    expect(loaded.hash).toBe(
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    )
  })

  test('the extension does not matter, the content does', async () => {
    const copy = await fileOf(await readFile(await kerasFile(layers)), '.safetensors')
    expect(differing((await load(copy, {}, pocket)).values, expected)).toEqual([])
  })

  test("EfficientNet's normalization is not among the weights", async () => {
    const net = getBackbone('EfficientNetB0')
    const netValues = someValues(net.build(96))
    const normalization: KerasLayer = {
      name: 'normalization',
      weights: [
        { name: 'normalization/mean:0', shape: [3], data: new Float32Array(3) },
        { name: 'normalization/variance:0', shape: [3], data: new Float32Array(3) },
        { name: 'normalization/count:0', shape: [], data: BigInt64Array.of(0n) },
      ],
    }
    const others = kerasLayers(net.build(96), netValues).filter(({ name }) => name !== 'normalization')
    const loaded = await load(await kerasFile([normalization, ...others]), {}, net)
    expect(differing(loaded.values, netValues)).toEqual([])
  })

  test('the kernels that Keras shapes otherwise: grouped, dense, two layers in one', async () => {
    const { values: net, layers: convNext } = convNeXt()
    const loaded = await load(await kerasFile(convNext), {}, getBackbone('ConvNeXtTiny'))
    expect(differing(loaded.values, net)).toEqual([])
  })
})

/** ConvNeXt's weights as Keras shapes and groups them, mostly zeros. */
function convNeXt(): { values: Map<string, Float32Array>; layers: KerasLayer[] } {
  const net = getBackbone('ConvNeXtTiny').build(96)
  const zeros = net.layers.flatMap(({ name, weights }) =>
    weights.map(({ name: weight, shape }): [string, Float32Array] => [
      `${name}/${weight}`,
      new Float32Array(shape.reduce((product, side) => product * side, 1)).fill(0.25),
    ]),
  )
  const netValues = new Map(zeros)
  netValues.set(
    'convnext_tiny_stage_0_block_0_depthwise_conv/kernel',
    Float32Array.from({ length: 7 * 7 * 96 }, (_, i) => i),
  )
  netValues.set(
    'convnext_tiny_stage_0_block_0_pointwise_conv_1/kernel',
    Float32Array.from({ length: 96 * 384 }, (_, i) => i),
  )
  const shaped = kerasLayers(net, netValues).map(layer => ({
    ...layer,
    weights: layer.weights.map(weight => {
      const [h = 1, w = 1, input = 1, output = 1] = weight.shape
      if (/depthwise_kernel/.test(weight.name)) return { ...weight, shape: [h, w, output, input] }
      return /pointwise_conv_\d\/kernel/.test(weight.name) ? { ...weight, shape: [input, output] } : weight
    }),
  }))
  const joined = new Map<string, KerasLayer>()
  for (const layer of shaped) {
    const name = layer.name.replace(/_(conv|layernorm)(_\d)?$/, (all, _kind, index = '') =>
      /stem|downsampling/.test(layer.name) ? `${index && '_block'}${index}` : all,
    )
    joined.set(name, { name, weights: [...(joined.get(name)?.weights ?? []), ...layer.weights] })
  }
  return { values: netValues, layers: [...joined.values()] }
}

test('random weights follow the seed, and the hash says so', async () => {
  const [first, again, other] = await Promise.all(
    [7, 7, 8].map(seed => loadWeights(backbone, 'random', 96, seed)),
  )
  expect(first?.values.size).toBe(260)
  expect(differing(first?.values ?? new Map(), again?.values ?? new Map())).toEqual([])
  expect(first?.hash).toBe(again?.hash)
  expect(other?.hash).not.toBe(first?.hash)
  const kernel = (loaded: typeof first) => loaded?.values.get('block_6_expand/kernel') ?? new Float32Array()
  expect(kernel(other)[0]).not.toBe(kernel(first)[0])
  const deviation = Math.hypot(...kernel(first)) / Math.sqrt(kernel(first).length)
  const [, , channels = 1] =
    graph.layers.find(({ name }) => name === 'block_6_expand')?.weights[0]?.shape ?? []
  expect(deviation).toBeCloseTo(Math.sqrt(2 / channels), 1)
})
