import { readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createActivator } from '../../../src/activations/activator.ts'
import { createDiskCache, type DiskCache } from '../../../src/activations/disk-cache.ts'
import { openRows } from '../../../src/activations/rows.ts'
import type { Chunk } from '../../../src/activations/store/chunk.ts'
import {
  type ActivationStoreOptions,
  createActivationStore,
  type StoredRows,
} from '../../../src/activations/store/store.ts'
import { drawView } from '../../../src/activations/view.ts'
import { loadEngine } from '../../../src/engine/index.ts'
import type { LoadedBackbone } from '../../../src/weights/loaded.ts'
import { temporaryFolder } from '../../setup/images.ts'
import { stripes, tinyBackbone } from '../../training/tiny.ts'
import { computeActivations } from '../compute-activations.ts'

beforeAll(() => loadEngine('wasm', { threads: 1 }))

const count = 70
const { pixels } = stripes(count)
const images = { pixels, size: 32, count, hash: 'stripes' }
const backbone = tinyBackbone()
const features = { layer: 'last_relu', pool: true }
const [stem, add] = [
  { layer: 'stem_relu', pool: false },
  { layer: 'add', pool: false },
]
const view = {
  augment: { flip: true, flipVertical: false, rotate: 20, zoom: 0, crop: 0, colour: 0.1 },
  index: 1,
}

let disk: DiskCache
let tasks: Chunk[]
let damaged: string[]
beforeEach(() => {
  disk = createDiskCache({ folder: temporaryFolder(), budgetBytes: 1e9 })
  tasks = []
  damaged = []
})
afterEach(() => disk.close())

/** One worker, in this process. */
function open(options: Partial<ActivationStoreOptions> = {}) {
  const activator = createActivator()
  let last = Promise.resolve()
  const run = (task: Chunk) => {
    tasks.push(task)
    last = last.catch(() => undefined).then(() => activator.run(task))
    return last
  }
  return createActivationStore({
    run,
    workers: 1,
    engine: { name: 'wasm', version: '', device: '', isGpu: false },
    images,
    memoryBytes: 1e9,
    isHalf: true,
    disk,
    onProgress() {},
    onDamage: file => damaged.push(file),
    onWriteError: error => {
      throw error
    },
    ...options,
  })
}

const passes = () =>
  new Set(tasks.map(({ from, outputs }) => `${from ?? 'images'}: ${outputs.map(o => o.layer)}`))

async function expectRows(
  rows: StoredRows | undefined,
  to: { layer: string; pool: boolean },
  input = pixels,
) {
  if (rows === undefined) throw new Error('there are rows')
  const length = rows.shape.reduce((a, b) => a * b, 1)
  const [found, expected] = [new Float32Array(count * length), new Float32Array(count * length)]
  const source = openRows(rows.data, length)
  source.gather([...Array(count).keys()], found)
  source.close()
  await computeActivations(backbone, input, { to: to.layer, pool: to.pool }, expected)
  const scale = Math.max(...expected.map(Math.abs))
  const worst = Math.max(...found.map((value, i) => Math.abs(value - (expected[i] ?? Number.NaN))))
  expect(worst / scale).toBeLessThan(1e-3)
}

test('the first need brings what is planned, in one pass over the images; nothing is computed twice', async () => {
  const store = open()
  const planned = [features, add, stem]
  const [first] = await store.get(backbone, [features], planned)
  const all = await store.get(backbone, planned, planned)
  expect(passes()).toEqual(new Set(['images: stem_relu,add,last_relu']))
  expect(tasks).toHaveLength(3)
  expect(all[0]?.data).toBe(first?.data)
  for (const [i, output] of planned.entries()) await expectRows(all[i], output)
  expect(all.map(rows => rows?.data.constructor)).toEqual([Float32Array, Uint16Array, Uint16Array])
})

test('what lies behind a cut that is there starts from it', async () => {
  const store = open()
  await store.get(backbone, [stem])
  const [rows] = await store.get(backbone, [features])
  expect(passes()).toEqual(new Set(['images: stem_relu', 'stem_relu: last_relu']))
  await expectRows(rows, features)
})

test('needs that come at once share one pass', async () => {
  const store = open({ disk: undefined })
  await Promise.all([0, 1, 2].map(() => store.get(backbone, [features, add])))
  expect(tasks).toHaveLength(3)
})

test('a later run reads everything from the disk, bit for bit', async () => {
  const first = await open().get(backbone, [features, add])
  tasks = []
  const second = await open().get(backbone, [features, add])
  expect(tasks).toEqual([])
  expect(second).toEqual(first)
})

test.each([{ hash: 'other images' }, { size: 32, hash: 'stripes2' }])(
  'other images, other rows: %j',
  async change => {
    await open().get(backbone, [add])
    tasks = []
    await open({ images: { ...images, ...change } }).get(backbone, [add])
    expect(tasks).toHaveLength(3)
  },
)

test('a damaged file is told and computed anew, and only that one; a missing one, too', async () => {
  await open().get(backbone, [features, add])
  const store = open()
  const key = keyOnDisk('add')
  truncateSync(disk.fileOf(key, 1), 100)
  rmSync(disk.fileOf(key, 2))
  tasks = []
  const [rows] = await store.get(backbone, [add, features])
  expect(damaged).toEqual([disk.fileOf(key, 1)])
  expect(tasks.map(({ outputs }) => outputs.map(({ layer }) => layer))).toEqual([['add'], ['add']])
  await expectRows(rows, add)
  expect(readFileSync(disk.fileOf(key, 1)).length).toBeGreaterThan(100)
})

function keyOnDisk(part: string): string {
  const folder = path.dirname(path.dirname(disk.fileOf('x', 0)))
  return readdirSync(folder).find(name => name.includes(`-${part}-`)) ?? ''
}

test('what does not fit into memory stays on the disk', async () => {
  const [, rows] = await open({ memoryBytes: 1000 }).get(backbone, [features, add])
  expect(rows?.data).toMatchObject({ isHalf: true, rowsPerFile: 32 })
  await expectRows(rows, add)
})

test('what is planned for the disk is there though memory had room', async () => {
  const [rows] = await open().get(backbone, [add], [{ ...add, place: 'disk' }])
  expect(rows?.data).toMatchObject({ isHalf: true })
})

test('without a place there are no rows of a cut; features are always there', async () => {
  const store = open({ memoryBytes: 1000, disk: undefined })
  const [rows, pooled] = await store.get(backbone, [add, features])
  expect(rows).toBeUndefined()
  await expectRows(pooled, features)
})

test('in a full memory without a disk, what was used longest ago makes room', async () => {
  const bytes = count * 8 * 8 * 8 * 2
  const store = open({ memoryBytes: 1.5 * bytes, disk: undefined })
  await store.get(backbone, [stem])
  await store.get(backbone, [add])
  tasks = []
  await expectRows((await store.get(backbone, [add]))[0], add)
  expect(tasks).toEqual([])
  await expectRows((await store.get(backbone, [stem]))[0], stem)
  expect(tasks).toHaveLength(3)
})

test('float32 unless told otherwise', async () => {
  const [rows] = await open({ isHalf: false }).get(backbone, [add])
  expect(rows?.data).toBeInstanceOf(Float32Array)
  await expectRows(rows, add)
})

test('values that float16 cannot hold are kept as float32', async () => {
  const values = new Map(backbone.values)
  const beta = Float32Array.from(values.get('stem_bn/beta') ?? [], (value, i) => (i === 0 ? 1e6 : value))
  const large: LoadedBackbone = { ...backbone, hash: 'large', values: values.set('stem_bn/beta', beta) }
  const [rows] = await open().get(large, [stem])
  expect(rows?.data).toBeInstanceOf(Float32Array)
  const isLarge = (value: number) => value > 9e5
  expect(rows?.data instanceof Float32Array && rows.data.some(isLarge)).toBe(true)
})

test('a view is what the augmented images give, the same every time', async () => {
  const [plain, viewed] = await open().get(backbone, [features, { ...features, view }])
  await expectRows(viewed, features, drawView(view, pixels, 32, 0))
  await expectRows(plain, features)
  expect(viewed?.data).not.toEqual(plain?.data)
  const parts = [0, 32, 64].map(start =>
    drawView(view, pixels.subarray(start * 3072, (start + 32) * 3072), 32, start),
  )
  expect(parts.flatMap(part => [...part])).toEqual([...drawView(view, pixels, 32, 0)])
})

test('a pass that fails is tried again by the next who asks', async () => {
  const broken = open({ run: () => Promise.reject(new Error('the worker died')) })
  await expect(broken.get(backbone, [add])).rejects.toThrow('the worker died')
  await expect(broken.get(backbone, [add])).rejects.toThrow('the worker died')
})

test('a disk that fills up: a cut that had a place there has none, features are there, and it is told', async () => {
  const told: unknown[] = []
  const full: DiskCache = { ...disk, write: () => Promise.reject(new Error('no space left')) }
  const store = open({ memoryBytes: 1000, disk: full, onWriteError: error => told.push(error) })
  const [pooled, rows] = await store.get(backbone, [features, add])
  expect(rows).toBeUndefined()
  await expectRows(pooled, features)
  expect(told).not.toEqual([])
})

test('a pass that fails while places for a view are looked for fails its request, and leaves no gap', async () => {
  const slow: DiskCache = {
    ...disk,
    reserve: async (key, bytes) => {
      if (key.includes('view')) await new Promise(resolve => setTimeout(resolve, 50))
      return disk.reserve(key, bytes)
    },
  }
  const run = (task: Chunk) =>
    task.view === undefined ? Promise.reject(new Error('the worker died')) : Promise.resolve()
  const store = open({ disk: slow, run })
  const both = [features, { ...features, view }]
  await expect(store.get(backbone, both)).rejects.toThrow('the worker died')
  await expect(store.get(backbone, both)).rejects.toThrow('the worker died')
})
