import path from 'node:path'
import { expect, test } from 'vitest'
import type { Dataset } from '../../src/data/dataset.ts'
import { makeFolds } from '../../src/data/folds.ts'
import { loadSweep } from '../../src/sweep/load.ts'
import { type Machine, type Plan, planSweep } from '../../src/sweep/plan.ts'
import { folderWith } from './files.ts'

const dataset: Dataset = {
  root: '/photos',
  kind: 'folders',
  classes: ['cat', 'dog'],
  images: Array.from({ length: 100 }, (_, i) => ({ file: `${i}.jpg`, label: i < 60 ? 0 : 1 })),
  skipped: [{ file: 'cat/notes.txt', reason: 'not an image' }],
}

async function planOf(
  text: string,
  machine: Machine = { engine: 'wasm', workers: 2 },
  images: Dataset = dataset,
): Promise<Plan> {
  const folder = await folderWith({ 'night.yaml': `data: { path: photos, imageSize: 96 }\n${text}` })
  const sweep = await loadSweep(path.join(folder, 'night.yaml'))
  const folds = makeFolds(images.images, images.classes, { ...sweep.folds, holdout: sweep.data.holdout })
  return planSweep(sweep, images, folds, machine)
}

const small = 'folds: { k: 4 }\nspace: { learningRate: [0.1, 0.01], unfreezeDepth: [0, 2] }\n'

test('counts images, folds, trials and epochs', async () => {
  const plan = await planOf(`${small}recipe: { headEpochs: 3, fineTuneEpochs: 2 }\n`)
  expect(plan).toMatchObject({
    space: { parameters: 2, continuous: 0, size: 4 },
    data: { images: 100, holdout: 0, skipped: dataset.skipped },
    folds: Array.from({ length: 4 }, () => ({ train: 75, validation: 25 })),
    trials: 4,
    epochs: { least: 3, most: 5 },
    warnings: [],
  })
  expect(plan.data.classes).toEqual([
    { name: 'cat', images: 60 },
    { name: 'dog', images: 40 },
  ])
})

test.each([
  ['budget: { trials: 3 }', 3],
  ['budget: { trials: 50 }', 4],
  ['sampler: { type: grid }', 4],
  ['sampler: { type: list }\nenqueue: [{ learningRate: 0.1 }]', 1],
])('%s: as many trials as there can be', async (text, trials) => {
  expect((await planOf(`${small}${text}\n`)).trials).toBe(trials)
})

test('without a limit on trials, the total time is not known', async () => {
  const plan = await planOf('space: { dropout: { min: 0, max: 0.5 } }\nbudget: { hours: 8 }\n')
  expect(plan).toMatchObject({ trials: null, space: { size: null, continuous: 1 }, seconds: { total: null } })
})

test('memory: decoded images, pooled features and every cut that can be reached', async () => {
  const { memory } = await planOf(small)
  expect(memory.images).toBe(100 * 96 * 96 * 3)
  expect(memory.activations).toEqual([
    expect.objectContaining({
      backbone: 'MobileNetV2',
      depth: 0,
      layer: 'out_relu',
      place: 'memory',
      bytes: 100 * 4 * 1280,
    }),
    expect.objectContaining({
      backbone: 'MobileNetV2',
      depth: 2,
      layer: 'block_15_add',
      place: 'memory',
      bytes: 400 * 9 * 160,
    }),
  ])
  expect(memory.total).toBe(memory.images + 400 * 1280 + 400 * 9 * 160)
})

test('what does not fit into memory goes to the disk, what fits nowhere is not kept; saving grows with what is kept', async () => {
  const placesWith = async (memoryBytes: number, diskBytes: number) => {
    const { memory, savedSeconds } = await planOf(small, {
      engine: 'wasm',
      workers: 2,
      cache: { memoryBytes, diskBytes },
    })
    return { places: memory.activations.map(({ place }) => place), savedSeconds }
  }
  const all = await placesWith(1e9, 1e9)
  const disk = await placesWith(400 * 1280 + 1000, 1e9)
  const none = await placesWith(400 * 1280 + 1000, 1000)
  expect([all, disk, none].map(({ places }) => places)).toEqual([
    ['memory', 'memory'],
    ['memory', 'disk'],
    ['memory', 'none'],
  ])
  expect(all.savedSeconds).toBeGreaterThan(disk.savedSeconds)
  expect(disk.savedSeconds).toBeGreaterThan(none.savedSeconds)
  expect(none.savedSeconds).toBeGreaterThan(0)
})

test('float16 takes half the space of cuts, not of features', async () => {
  const { memory } = await planOf(`${small}cache: { precision: float16 }\n`)
  expect(memory.activations.map(({ bytes }) => bytes)).toEqual([400 * 1280, 200 * 9 * 160])
})

test('views are planned beside the plain images', async () => {
  const { memory } = await planOf(`${small}recipe: { augment: { flip: true, views: 3 } }\n`)
  expect(memory.activations.map(({ depth, views, bytes }) => [depth, views, bytes])).toEqual([
    [0, 0, 100 * 4 * 1280],
    [0, 3, 300 * 4 * 1280],
    [2, 0, 400 * 9 * 160],
    [2, 3, 1200 * 9 * 160],
  ])
})

test('without fine-tuning no cut is kept', async () => {
  const { memory, warnings } = await planOf(`${small}recipe: { fineTuneEpochs: 0 }\n`)
  expect(memory.activations.map(({ depth }) => depth)).toEqual([0])
  expect(warnings).toEqual(['unfreezeDepth is searched, but recipe.fineTuneEpochs is 0: it changes nothing'])
})

test('tells how long a fold may take: by the estimate, two minutes at least, or as the file says', async () => {
  const limitOf = async (lines: string) => (await planOf(`${small}${lines}\n`)).seconds.foldLimit
  expect(await limitOf('recipe: { headEpochs: 1, fineTuneEpochs: 0 }')).toBe(120)
  expect(await limitOf('recipe: { headEpochs: 1, fineTuneEpochs: 1000 }')).toBeGreaterThan(1200)
  expect(await limitOf('limits: { foldMinutes: 30 }')).toBe(1800)
})

test('time grows with epochs, depth and augmentation, and shrinks with workers and faster engines', async () => {
  const base = 'space: { learningRate: [0.1] }\n'
  const secondsOf = async (recipe: string, machine?: Machine) =>
    (await planOf(`${base}recipe: ${recipe}\n`, machine)).seconds.trial
  const plain = await secondsOf('{ headEpochs: 10 }')
  expect(await secondsOf('{ headEpochs: 20 }')).toBeCloseTo(2 * plain)
  expect(await secondsOf('{ headEpochs: 10, augment: light }')).toBeGreaterThan(2 * plain)
  const [shallow, deep] = [await secondsOf('{ unfreezeDepth: 1 }'), await secondsOf('{ unfreezeDepth: 4 }')]
  expect(shallow).toBeGreaterThan(plain)
  expect(deep).toBeGreaterThan(shallow)
  expect(await secondsOf('{ unfreezeDepth: 4 }', { engine: 'wasm', workers: 4 })).toBeCloseTo(deep / 2)
  expect(await secondsOf('{ unfreezeDepth: 4 }', { engine: 'tensorflow', workers: 2 })).toBeLessThan(deep / 2)
})

test('groups that the folds would tear apart are told of', async () => {
  const grouped = {
    ...dataset,
    images: dataset.images.map((image, i) => ({ ...image, group: `g${i % 20}` })),
  }
  const machine: Machine = { engine: 'auto', workers: 1 }
  expect((await planOf(small, machine, grouped)).warnings).toEqual([
    'the table has groups, but folds.grouped is false: images of one group can lie on both sides',
  ])
  const kept = small.replace('k: 4', 'k: 4, grouped: true')
  expect((await planOf(kept, machine, grouped)).warnings).toEqual([])
})

test('a large space is planned in a moment', async () => {
  const before = performance.now()
  await planOf(
    'space: { backbone: [MobileNetV2, ResNet50, VGG16], unfreezeDepth: { min: 0, max: 4 }, dropout: { min: 0, max: 0.5 } }\n',
  )
  expect(performance.now() - before).toBeLessThan(3000)
})
