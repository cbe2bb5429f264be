import { describe, expect, test } from 'vitest'
import { getBackbone, namingsOf } from '../../src/backbones/index.ts'
import type { BackboneName } from '../../src/trial/backbone-names.ts'
import type { FileOptions } from '../../src/weights/family.ts'
import { loadWeightFile, withWeightFile } from '../../src/weights/file.ts'
import { differing, fileOf, safetensors, someValues, type Tensor, tensorsOf } from './files.ts'

const backbone = getBackbone('MobileNetV2-0.35')
const graph = backbone.build(96, 'torch')
const values = someValues(graph)
const [keras, vision, timm] = namingsOf(backbone.name)
if (keras === undefined || vision === undefined || timm === undefined)
  throw new RangeError('MobileNetV2 has names of three libraries')
type Tensors = Readonly<Record<string, Tensor>>
const tensors: Tensors = tensorsOf(graph, values, vision)

const prefixed = (prefix: string, all: Tensors = tensors): Tensors =>
  Object.fromEntries(Object.entries(all).map(([name, tensor]) => [`${prefix}${name}`, tensor]))
const small = (...shape: number[]): Tensor => ({
  shape,
  data: new Float32Array(shape.reduce((product, side) => product * side, 1)).fill(0.25),
})
const write = (all: Tensors) => fileOf(safetensors(all), '.safetensors')

async function matched(all: Tensors, options: FileOptions = {}) {
  const file = await write(all)
  return withWeightFile(file, 1e9, ({ match }) => {
    const { prefix, leftOut } = match(backbone, 96, options)
    return { prefix, leftOut }
  })
}

describe('whatever stands before the names is taken off', () => {
  test.each([
    'module.',
    'model.',
    '_orig_mod.',
    'backbone.',
    'encoder.',
    'net.module.',
    'state_dict.',
    'state_dict.model._orig_mod.module.backbone.',
    'features.',
    'a/b/',
    'my net.',
  ])('%s', async prefix => {
    const file = await write(prefixed(prefix))
    const loaded = await loadWeightFile(backbone, file, 96, {})
    expect(differing(loaded.values, values)).toEqual([])
    expect(await matched(prefixed(prefix))).toEqual({ prefix, leftOut: [] })
  })

  test.each([
    ["Keras' names", tensorsOf(backbone.build(96), values, keras)],
    ["timm's names", tensorsOf(graph, values, timm)],
  ])('of %s, too', async (_, all) => {
    const loaded = await loadWeightFile(backbone, await write(prefixed('model.', all)), 96, {})
    expect(differing(loaded.values, values)).toEqual([])
  })

  test('a prefix that only half of the weights have leaves the others missing', async () => {
    const half = Object.entries(tensors).map(([name, tensor], i) => [i % 3 ? `module.${name}` : name, tensor])
    await expect(matched(Object.fromEntries(half))).rejects.toThrow(
      /lacks \d+ of the weights of MobileNetV2-0\.35/,
    )
  })
})

describe('what else is in the file is left out, and told', () => {
  const cases: readonly (readonly [string, Tensors, readonly string[]])[] = [
    [
      'a head of its own',
      { ...tensors, 'my_head.weight': small(2, 9), 'my_head.bias': small(2) },
      ['my_head (2 tensors)'],
    ],
    [
      'a classifier as torchvision has it',
      { ...tensors, 'classifier.1.weight': small(2, 9) },
      ['classifier (1 tensor)'],
    ],
    [
      'a projection',
      { ...tensors, 'projection.0.weight': small(4, 9), 'projection.2.weight': small(4, 4) },
      ['projection (2 tensors)'],
    ],
    [
      'a head beside the backbone',
      { ...prefixed('backbone.'), 'head.fc.weight': small(2, 9) },
      ['head (1 tensor)'],
    ],
    ['a head within the wrapper', { ...prefixed('module.'), 'module.fc.bias': small(2) }, ['fc (1 tensor)']],
    [
      'an average beside the network',
      { ...tensors, ...prefixed('ema.') },
      [`ema (${Object.keys(tensors).length} tensors)`],
    ],
    ['counters', { ...tensors, 'features.0.1.num_batches_tracked': small() }, []],
    [
      'numbers of the training',
      { ...prefixed('state_dict.'), epoch: small(), lr: small() },
      ['epoch (1 tensor)', 'lr (1 tensor)'],
    ],
  ]
  test.each(cases)('%s', async (_, all, leftOut) => {
    expect((await matched(all)).leftOut).toEqual(leftOut)
    const loaded = await loadWeightFile(backbone, await write(all), 96, {})
    expect(differing(loaded.values, values)).toEqual([])
  })

  test.each<[string, Tensors, RegExp]>([
    [
      'a block more',
      { 'features.19.0.weight': small(4) },
      /holds 1 weights that MobileNetV2-0\.35 does not have/,
    ],
    ['a bias more', { 'features.0.0.bias': small(16) }, /holds 1 weights/],
  ])('but %s is another network', async (_, more, reason) => {
    await expect(matched({ ...tensors, ...more })).rejects.toThrow(reason)
  })

  test('of a deeper network with the same names, too', async () => {
    const name: BackboneName = 'ResNet50'
    const resnet = getBackbone(name).build(64, 'torch')
    const torch = namingsOf(name)[1]
    if (torch === undefined) throw new RangeError('ResNet50 has names of torch')
    const all = {
      ...tensorsOf(resnet, someValues(resnet), torch),
      'layer3.6.conv1.weight': small(256, 1024, 1, 1),
    }
    await expect(loadWeightFile(getBackbone(name), await write(all), 64, {})).rejects.toThrow(
      'it holds 1 weights that ResNet50 does not have',
    )
  })
})

describe('two whole copies', () => {
  const other = Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => [
      name,
      { shape, data: new Float32Array(data.byteLength / 4).fill(0.5) },
    ]),
  )
  test.each([
    ['student.', 'teacher.'],
    ['model.', 'ema.'],
    ['encoder_q.', 'encoder_k.'],
    ['net.student.', 'net.teacher.'],
  ])('%s and %s: both are named, and the advice works', async (first, second) => {
    const file = await write({ ...prefixed(first), ...prefixed(second, other) })
    const error = await loadWeightFile(backbone, file, 96, {}).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      message: `it holds MobileNetV2-0.35 2 times: "${first}" and "${second}"`,
      next: `Say which is meant: weights: { file: …, prefix: "${first}" }`,
    })
    const one = await loadWeightFile(backbone, file, 96, { prefix: first })
    expect(differing(one.values, values)).toEqual([])
    const two = await loadWeightFile(backbone, file, 96, { prefix: second })
    expect(two.values.values().next().value?.[0]).toBe(0.5)
    expect(two.hash).not.toBe(one.hash)
  })

  test('a prefix may be the beginning of one', async () => {
    const file = await write({ ...prefixed('student.backbone.'), ...prefixed('teacher.backbone.', other) })
    const found = await loadWeightFile(backbone, file, 96, { prefix: 'student' })
    expect(differing(found.values, values)).toEqual([])
  })

  test('a prefix that is not there', async () => {
    await expect(matched(prefixed('module.'), { prefix: 'teacher.' })).rejects.toThrow(
      'none of its tensors has a name that begins with "teacher."',
    )
  })
})
