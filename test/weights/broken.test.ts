import { mkdtempSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { getBackbone, namingsOf } from '../../src/backbones/index.ts'
import { UserError } from '../../src/base/errors.ts'
import type { BackboneName } from '../../src/trial/backbone-names.ts'
import { loadWeightFile } from '../../src/weights/file.ts'
import { loadWeights } from '../../src/weights/load.ts'
import { checkWeightSource } from '../../src/weights/resolve.ts'
import {
  fileOf,
  kerasFile,
  kerasLayers,
  safetensors,
  someValues,
  type Tensor,
  tensorsOf,
  withHeader,
} from './files.ts'

const backbone = getBackbone('MobileNetV2-0.35')
const graph = backbone.build(96)
const values = someValues(graph)
const [keras, vision] = namingsOf(backbone.name)
if (keras === undefined || vision === undefined) throw new RangeError('MobileNetV2 has names of torchvision')
const tensors = tensorsOf(graph, values, vision)
const whole = safetensors(tensors)
const pocket = getBackbone('Pocket')
const small = pocket.build(96)
const layers = kerasLayers(small, someValues(small))

const entry = (dtype: string, shape: readonly number[], begin: number, end: number) =>
  JSON.stringify({ dtype, shape, data_offsets: [begin, end] })
const crafted = (header: string, bytes = 8, announced?: bigint) =>
  fileOf(withHeader(header, new Uint8Array(bytes), announced), '.safetensors')
const tensorFile = (changed: Record<string, Tensor>) =>
  fileOf(safetensors({ ...tensors, ...changed }), '.safetensors')
const filled = (name: string, value: number): Tensor => {
  const { shape, data } = tensors[name] ?? { shape: [], data: new Uint8Array() }
  const copy = new Float32Array(data.byteLength / 4).fill(0.5)
  copy[copy.length - 1] = value
  return { shape, data: copy }
}
const without = (name: string) => Object.fromEntries(Object.entries(tensors).filter(([key]) => key !== name))
const variance = 'features.0.1.running_var'

/** What is wrong, a file that is so, and what the error must say. */
const allZero = Object.fromEntries(
  Object.entries(tensors).map(([name, { shape, data }]) => [
    name,
    { shape, data: new Float32Array(data.length) },
  ]),
)
const broken: readonly (readonly [string, () => Promise<string>, RegExp])[] = [
  ['nothing but zeros', () => fileOf(safetensors(allZero), '.safetensors'), /all its kernels are zero/],
  ['empty', () => fileOf('', '.safetensors'), /is empty/],
  [
    'shorter than its first number',
    () => fileOf(new Uint8Array(5).fill(1), '.safetensors'),
    /neither HDF5 nor/,
  ],
  ['a text named .h5', () => fileOf('<html>404 not found</html>', '.h5'), /is a web page/],
  [
    'a Git LFS pointer',
    () => fileOf('version https://git-lfs.github.com/spec/v1\noid sha256:00\n', '.h5'),
    /is a Git LFS pointer/,
  ],
  [
    'a zipped PyTorch pickle renamed',
    () => fileOf(Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(64)]), '.safetensors'),
    /pickle/,
  ],
  [
    'an old PyTorch pickle renamed',
    () => fileOf(Buffer.concat([Buffer.from([0x80, 2]), Buffer.alloc(64)]), '.h5'),
    /pickle/,
  ],
  ['cut short in its data', () => fileOf(whole.subarray(0, whole.length - 100), '.safetensors'), /cut short/],
  ['cut short in its header', () => fileOf(whole.subarray(0, 200), '.safetensors'), /header should be/],
  [
    'followed by more bytes',
    () => fileOf(Buffer.concat([whole, Buffer.alloc(12)]), '.safetensors'),
    /last 12 bytes/,
  ],
  ['with a huge header', () => crafted('{}', 8, 2n ** 63n), /announces a header/],
  ['with a header longer than the file', () => crafted('{}', 8, 99_999_999n), /header should be/],
  ['with a header that is no JSON', () => crafted('{"a": '), /not valid JSON/],
  [
    'with a header that is no UTF-8',
    () =>
      fileOf(
        Buffer.concat([withHeader('{"a', new Uint8Array(), 6n), Buffer.from([0xff, 0xfe, 0x7d])]),
        '.safetensors',
      ),
    /UTF-8/,
  ],
  ['with no tensors', () => crafted('{"__metadata__": {"format": "pt"}}', 0), /no tensors/],
  ['with metadata that is not text', () => crafted('{"__metadata__": {"a": 1}}', 0), /__metadata__/],
  [
    'with overlapping tensors',
    () => crafted(`{"a": ${entry('F32', [2], 0, 8)}, "b": ${entry('F32', [1], 4, 8)}}`),
    /overlaps/,
  ],
  ['with a hole', () => crafted(`{"a": ${entry('F32', [1], 4, 8)}}`), /belong to no tensor/],
  ['with offsets outside', () => crafted(`{"a": ${entry('F32', [4], 0, 16)}}`), /cut short/],
  [
    'with offsets the wrong way round',
    () => crafted(`{"a": ${entry('F32', [2], 8, 0)}}`),
    /ends before it begins/,
  ],
  ['with negative offsets', () => crafted(`{"a": ${entry('F32', [2], -8, 0)}}`), /does not describe/],
  [
    'with a shape that does not fit its bytes',
    () => crafted(`{"a": ${entry('F32', [3], 0, 8)}}`),
    /does not fit/,
  ],
  [
    'with a shape that overflows',
    () => crafted(`{"a": ${entry('F32', [2 ** 40, 2 ** 40], 0, 8)}}`),
    /does not fit/,
  ],
  ['with an unknown type', () => crafted(`{"a": ${entry('F7', [2], 0, 8)}}`), /unknown type/],
  [
    'with two tensors of one name',
    () => crafted(`{"a": ${entry('F32', [2], 0, 8)}, "\\u0061": ${entry('F32', [2], 0, 8)}}`),
    /"a" twice/,
  ],
  [
    'with integers for weights',
    () => tensorFile({ [variance]: { dtype: 'I32', shape: [16], data: new Float32Array(16) } }),
    /type I32/,
  ],
  ['with NaN', () => tensorFile({ [variance]: filled(variance, Number.NaN) }), /NaN/],
  [
    'with infinity',
    () => tensorFile({ 'features.18.0.weight': filled('features.18.0.weight', Number.POSITIVE_INFINITY) }),
    /Infinity/,
  ],
  ['with a negative variance', () => tensorFile({ [variance]: filled(variance, -1) }), /never below zero/],
  [
    'with a weight of another shape',
    () => tensorFile({ 'features.0.0.weight': { shape: [16, 3, 1, 9], data: new Float32Array(432) } }),
    /other shapes/,
  ],
  [
    'without one weight',
    () => fileOf(safetensors(without(variance)), '.safetensors'),
    /lacks 1 of the weights/,
  ],
  [
    'with one weight too many',
    () => tensorFile({ 'features.19.0.weight': { shape: [1], data: new Float32Array(1) } }),
    /1 weights that .* does not have/,
  ],
  ['of another architecture', () => safetensorsOf('VGG16'), /holds no weights of MobileNetV2-0.35/],
  ['of another width', () => safetensorsOf('MobileNetV2-0.5'), /other shapes/],
  [
    'h5 cut short',
    async () => fileOf((await readFile(await kerasFile(layers))).subarray(0, 60_000), '.h5'),
    /cut short: 60,000 of/,
  ],
  [
    'h5 with nonsense after its signature',
    () =>
      fileOf(
        Buffer.concat([Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(4000, 7)]),
        '.h5',
      ),
    /no whole HDF5 file/,
  ],
  ['h5 not written by Keras', () => kerasFile([], {}).then(strip), /Keras did not write/],
  [
    'h5 without one layer',
    () => kerasFile(layers.filter(({ name }) => name !== 'block_3_1_conv')),
    /weights, Pocket has/,
  ],
  ['h5 with one layer twice in the middle', () => kerasFile(doubled()), /other shapes/],
  ['h5 with one layer too many', () => kerasFile([...layers, extra]), /does not have/],
  ['h5 with a layer that its list names and nobody finds', lying, /names ghost/],
  [
    'h5 with integers for weights',
    () => kerasFile(layers.map((layer, i) => (i === 1 ? integers(layer) : layer))),
    /not of 32-bit numbers/,
  ],
  ['h5 with NaN', () => kerasFile(layers.map((layer, i) => (i === 1 ? poisoned(layer) : layer))), /NaN/],
  ['h5 in the layout of Keras 3', kerasThree, /Keras 3/],
]
const extra = { name: 'extra', weights: [{ name: 'extra/gamma:0', shape: [4], data: new Float32Array(4) }] }

type Layer = (typeof layers)[number]

async function safetensorsOf(name: BackboneName): Promise<string> {
  const own = getBackbone(name).build(96, 'torch')
  const naming = namingsOf(name).at(1)
  return fileOf(
    safetensors(naming === undefined ? {} : tensorsOf(own, someValues(own), naming)),
    '.safetensors',
  )
}

const stem = layers.find(({ name }) => name === 'stem_conv')
const doubled = (): Layer[] =>
  layers.map(({ name, weights }, i) => ({
    name: `l${i}`,
    weights: (name === 'block_2_2_conv' ? stem : { weights })?.weights ?? [],
  }))

const integers = (layer: Layer): Layer => ({
  ...layer,
  weights: layer.weights.map(weight => ({ ...weight, data: new BigInt64Array(weight.data.length) })),
})

const poisoned = (layer: Layer): Layer => ({
  ...layer,
  weights: layer.weights.map(weight => ({
    ...weight,
    data: new Float32Array(weight.data.length).fill(Number.NaN),
  })),
})

async function edited(
  file: string,
  edit: (h5: InstanceType<typeof import('h5wasm/node').default.File>) => void,
) {
  const { default: h5wasm } = await import('h5wasm/node')
  const h5 = new h5wasm.File(file, 'a')
  edit(h5)
  h5.close()
  return file
}

const strip = (file: string) => edited(file, h5 => void h5.delete_attribute('layer_names'))

async function lying(): Promise<string> {
  return edited(await kerasFile(layers), h5 => {
    h5.delete_attribute('layer_names')
    h5.create_attribute('layer_names', ['ghost', ...layers.map(({ name }) => name)])
  })
}

async function kerasThree(): Promise<string> {
  return edited(
    await strip(await kerasFile([])),
    h5 => void h5.create_group('layers').create_group('conv2d').create_group('vars'),
  )
}

const noise: unknown[] = []
beforeAll(() => {
  vi.spyOn(console, 'error').mockImplementation((...line) => void noise.push(line))
  vi.spyOn(process.stderr, 'write').mockImplementation(text => noise.push(text) > 0)
})
afterAll(() => vi.restoreAllMocks())

describe('a broken file is refused with the reason and a next step', () => {
  test.each(broken)('%s', async (name, write, reason) => {
    const file = await write()
    noise.length = 0
    const error = await loadWeightFile(name.startsWith('h5') ? pocket : backbone, file, 96, {}).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(UserError)
    if (!(error instanceof UserError)) return
    expect(error.message).toMatch(reason)
    expect(error.where).toBe(file)
    expect(error.next).toBeTruthy()
    expect(noise).toEqual([])
  })
})

describe('a source that cannot be there', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'nightsweep-none-'))

  test.each<[string, string, RegExp]>([
    ['a missing file', path.join(folder, 'none.h5'), /no such weight file/],
    ['a folder', folder, /it is a folder without weights/],
  ])('%s is told before any work', async (_, source, reason) => {
    await expect(checkWeightSource(source, 'MobileNetV2')).rejects.toThrow(reason)
  })

  test.each([
    [
      ['a.safetensors', 'config.json'],
      /it is a folder, with a\.safetensors in it/,
      /Name the file, such as .*a\.safetensors/,
    ],
    [['1.h5', '2.h5', '3.h5', '4.h5'], /with 1\.h5, 2\.h5, 3\.h5 and 1 more/, /1\.h5/],
    [['saved_model.pb', 'variables'], /TensorFlow SavedModel/, /save_weights/],
    [['model.json', 'weights.bin'], /layers model/, /model\.json, with backbone: LayersModel/],
  ])('a folder with %j: which file to name', async (names, reason, next) => {
    const place = mkdtempSync(path.join(tmpdir(), 'nightsweep-folder-'))
    for (const name of names) writeFileSync(path.join(place, name), '')
    const error = await checkWeightSource(place, 'MobileNetV2').catch((thrown: unknown) => thrown)
    if (!(error instanceof UserError)) throw error
    expect(error).toMatchObject({ where: place, message: expect.stringMatching(reason) })
    expect(error.next).toMatch(next)
  })

  test('a missing file, a folder and a backbone without weights are told when loading, too', async () => {
    await expect(loadWeightFile(backbone, path.join(folder, 'none.h5'), 96, {})).rejects.toThrow(
      /cannot be read/,
    )
    await expect(loadWeightFile(backbone, folder, 96, {})).rejects.toThrow(UserError)
    await expect(loadWeights(backbone, 'bundled', 96, 1)).rejects.toThrow(/only Pocket/)
  })

  test('a name tells nothing: good weights called .bin are read', async () => {
    const file = await fileOf(whole, '.bin')
    await expect(checkWeightSource(file, backbone.name)).resolves.toBeUndefined()
    expect((await loadWeightFile(backbone, file, 96, {})).library).toBe('torchvision')
  })
})
