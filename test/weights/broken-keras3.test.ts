import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { getBackbone } from '../../src/backbones/index.ts'
import { UserError } from '../../src/base/errors.ts'
import { loadWeightFile } from '../../src/weights/file.ts'
import { withKerasFile } from '../../src/weights/h5.ts'
import { fileOf, kerasFile, kerasLayers, someValues } from './files.ts'
import { bytesOf, type Keras3Layer, keras3File, keras3Layers } from './keras3-file.ts'
import { type ZipEntry, zip } from './zip.ts'

const pocket = getBackbone('Pocket')
const graph = pocket.build(96)
const layers = keras3Layers(graph, someValues(graph))
const data = await bytesOf(keras3File(layers))
const name = 'model.weights.h5'
const zeros = Buffer.alloc(5_000_000)

const archive = (...entries: Partial<ZipEntry>[]) =>
  fileOf(zip(entries.map(entry => ({ name, data, ...entry }))), '.keras')
/** Changed in place, or another one. */
function edited(change: (bytes: Buffer) => unknown): Promise<string> {
  const bytes = zip([{ name, data }])
  const other = change(bytes)
  return fileOf(other instanceof Buffer ? other : bytes, '.keras')
}
const changed = (index: number, change: (layer: Keras3Layer) => Keras3Layer) =>
  keras3File(layers.map((layer, i) => (i === index ? change(layer) : layer)))
const conv = layers.findIndex(({ className }) => className === 'Conv2D')
const filledWith = (value: number) => (layer: Keras3Layer) => ({
  ...layer,
  weights: layer.weights.map(weight => ({
    ...weight,
    data: new Float32Array(weight.data.length).fill(value),
  })),
})

const broken: readonly (readonly [string, () => Promise<string>, RegExp])[] = [
  [
    'without one layer',
    () => keras3File(layers.filter((_, i) => i !== conv)),
    /Keras 3, and lacks 1 of the layers/,
  ],
  ['of another backbone', () => keras3File([{ className: 'Conv2D', name: 'other', weights: [] }]), /lacks/],
  [
    'with a weight of another shape',
    () =>
      changed(conv, layer => ({
        ...layer,
        weights: layer.weights.map(({ data: all }) => ({ shape: [all.length], data: all })),
      })),
    /other shapes/,
  ],
  [
    'with a weight too few',
    () => changed(conv + 1, layer => ({ ...layer, weights: layer.weights.slice(1) })),
    /instead of/,
  ],
  [
    'with a layer too many',
    () =>
      keras3File([
        ...layers,
        { className: 'Conv2D', name: 'extra', weights: [{ shape: [2], data: new Float32Array(2) }] },
      ]),
    /does not have/,
  ],
  ['with NaN', () => changed(conv, filledWith(Number.NaN)), /NaN/],
  ['with infinity', () => changed(conv, filledWith(Number.POSITIVE_INFINITY)), /Infinity/],
  [
    'a link to another file',
    () =>
      keras3File([], {
        edit: file => void file.create_external_link('/etc/hostname', '/layers', '/layers/conv2d'),
      }),
    /not in it: it would read \/etc\/hostname/,
  ],
  [
    'a link within the file',
    () =>
      keras3File(layers, {
        edit: file => void file.create_soft_link('/layers', '/_layer_checkpoint_dependencies'),
      }),
    /is a link to \/layers/,
  ],
  [
    'a group in a circle',
    () => keras3File([], { edit: file => void file.create_hard_link('/', '/layers/functional') }),
    /lacks/,
  ],
  ['a legacy file with a link', linkedLegacy, /not in it: it would read \/etc\/hostname/],
  ['an archive cut short', () => edited(bytes => bytes.subarray(0, bytes.length - 30)), /cut short/],
  [
    'an archive without weights',
    () => archive({ name: 'config.json' }),
    /zip archive without model.weights.h5/,
  ],
  [
    'an archive with a path in place of the name',
    () => archive({ name: '../../model.weights.h5' }),
    /without model.weights.h5/,
  ],
  ['an archive with NumPy weights', () => archive({ name: 'model.weights.npz' }), /are in model.weights.npz/],
  ['a PyTorch archive', () => archive({ name: 'archive/data.pkl' }), /PyTorch pickle/],
  ['an archive with the weights twice', () => archive({}, {}), /twice/],
  ['an archive that is encrypted', () => archive({ says: { flags: 1 } }), /encrypted/],
  ['an archive packed in an unknown way', () => archive({ says: { method: 99 } }), /packed in a way \(99\)/],
  ['an archive with a wrong checksum', () => archive({ says: { crc: 1 } }), /checksum/],
  [
    'an archive with a lying offset',
    () => archive({ says: { at: 50_000_000 } }),
    /not where the directory says/,
  ],
  [
    'an archive with an offset into the weights',
    () => archive({ says: { at: 100 } }),
    /not where the directory says/,
  ],
  [
    'an archive with a lying length',
    () => archive({ says: { packedBytes: 4_000_000_000 } }),
    /should end after/,
  ],
  [
    'an archive with two lengths',
    () => archive({ says: { bytes: data.length + 1 } }),
    /bytes long instead of/,
  ],
  ['an archive with two names', () => archive({ ownName: 'other.weights.h5' }), /is called "other/],
  [
    'a bomb that says so',
    () => archive({ data: zeros, packed: true, says: { bytes: 0xfffffff0 } }),
    /far more than this backbone/,
  ],
  [
    'a bomb that does not',
    () => archive({ data: zeros, packed: true, says: { bytes: 1000 } }),
    /unpacks to more than the 1000 bytes/,
  ],
  [
    'an archive whose packed bytes are nonsense',
    () => archive({ says: { method: 8 } }),
    /cannot be unpacked/,
  ],
  [
    'a directory elsewhere',
    () => edited(bytes => bytes.writeUInt32LE(5, bytes.length - 6)),
    /not where the archive says/,
  ],
  [
    'a directory with more entries than it has',
    () => edited(bytes => bytes.writeUInt16LE(9, bytes.length - 12)),
    /directory of the zip archive is broken/,
  ],
  [
    'an archive of text',
    () => archive({ data: Buffer.from('hello, these are no weights') }),
    /no whole HDF5 file/,
  ],
  [
    'an archive of truncated weights',
    () => archive({ data: data.subarray(0, 60_000) }),
    /no whole HDF5 file|cannot be read/,
  ],
]

async function linkedLegacy(): Promise<string> {
  const { default: h5wasm } = await import('h5wasm/node')
  const file = await kerasFile(kerasLayers(graph, someValues(graph)).slice(1))
  const h5 = new h5wasm.File(file, 'a')
  h5.delete_attribute('layer_names')
  h5.create_attribute('layer_names', ['elsewhere'])
  h5.create_external_link('/etc/hostname', '/', '/elsewhere')
  h5.close()
  return file
}

test.each(broken)('%s is refused with the reason and a next step', async (_, write, reason) => {
  const file = await write()
  const scratch = mkdtempSync(path.join(tmpdir(), 'nightsweep-scratch-'))
  vi.stubEnv('TMPDIR', scratch)
  const error = await loadWeightFile(pocket, file, 96, {}).catch((thrown: unknown) => thrown)
  vi.unstubAllEnvs()
  expect(readdirSync(scratch)).toEqual([])
  expect(error).toBeInstanceOf(UserError)
  if (!(error instanceof UserError)) return
  expect(error.message).toMatch(reason)
  expect(error.where).toBe(file)
  expect(error.next).toBeTruthy()
})

test('numbers that lie in another file are not read from there', async () => {
  const file = fileURLToPath(new URL('../fixtures/external-storage.h5', import.meta.url))
  const numbers = withKerasFile(file, layersFor => layersFor(graph)[0]?.weights[0]?.read())
  await expect(numbers).rejects.toThrow(/not in it: it would read \/etc\/passwd/)
  await loadWeightFile(pocket, await keras3File(layers), 96, {})
})
