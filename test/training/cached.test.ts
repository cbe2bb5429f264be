import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { RowData } from '../../src/activations/rows.ts'
import { shardHeaderBytes, writeShard } from '../../src/activations/shard.ts'
import { drawView } from '../../src/activations/view.ts'
import { cutAt } from '../../src/backbones/measure.ts'
import { encodeHalf } from '../../src/base/float16.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { trainFold } from '../../src/training/fold.ts'
import type { FoldInput } from '../../src/training/run.ts'
import type { Augment } from '../../src/trial/recipe.ts'
import { computeActivations } from '../activations/compute-activations.ts'
import { temporaryFolder } from '../setup/images.ts'
import { stripes, tinyBackbone, tinyFold, tinyGraph } from './tiny.ts'

beforeAll(() => loadEngine('wasm', { threads: 1 }))

const count = 90
const { pixels } = stripes(count)
const seen = { data: pixels, size: 32 }
const hooks = { onReport() {}, shouldStop: () => false }

async function scoresOf(input: FoldInput) {
  const outcome = await trainFold(input, hooks)
  if (outcome.status !== 'done') throw new Error(JSON.stringify(outcome))
  return outcome.metrics
}

async function expectSame(input: FoldInput, other: FoldInput['images']) {
  const [one, two] = [await scoresOf(input), await scoresOf({ ...input, images: other })]
  for (const [name, value] of Object.entries(one))
    expect(
      Math.abs(value - (Object.entries(two).find(([key]) => key === name)?.[1] ?? Number.NaN)),
      name,
    ).toBeLessThan(1e-3)
}

function halvesOf(data: RowData | undefined): Uint16Array {
  if (!(data instanceof Float32Array)) throw new Error('float32')
  const halves = new Uint16Array(data.length)
  encodeHalf(data, halves)
  return halves
}

const depths = [
  ['the last block', { unfreezeDepth: 1 }],
  ['a residual block', { unfreezeDepth: 2 }],
  ['everything', { unfreezeDepth: 3 }],
  ['trained batch norm', { unfreezeDepth: 2, batchNorm: 'trained' }],
  ['gradual', { unfreezeDepth: 2, unfreezing: 'gradual', fineTuneEpochs: 4 }],
] as const

describe.each(depths)('cached as computed in every step: %s', (_, recipe) => {
  test('float32', async () => {
    const input = await tinyFold(recipe)
    const { activations: _gone, ...rest } = input.images
    await expectSame(input, { ...rest, pixels: seen })
  })

  test('float16, in memory and in files', async () => {
    const input = await tinyFold(recipe)
    const { activations } = input.images
    if (activations === undefined) throw new Error('activations')
    const { shape } = activations
    const halves = halvesOf(activations.data)
    await expectSame(input, { ...input.images, activations: { data: halves, shape } })
    const file = path.join(temporaryFolder(), 'rows')
    await writeShard(file, halves)
    const data = { files: [file], rowsPerFile: count, headerBytes: shardHeaderBytes, isHalf: true }
    await expectSame(input, { ...input.images, activations: { data, shape } })
  })
})

test.each([[0], [1], [2]])(
  'views: cached as computed, depth %i; and other than plain images',
  async unfreezeDepth => {
    const augment: Augment = {
      flip: true,
      flipVertical: false,
      rotate: 10,
      zoom: 0.1,
      crop: 0,
      colour: 0,
      views: 2,
    }
    const input = await tinyFold({ unfreezeDepth, augment })
    const views = [0, 1].map(index => drawView({ augment, index }, pixels, 32, 0))
    const rows = (to: string, pool: boolean, length: number) =>
      Promise.all(
        views.map(async drawn => {
          const into = new Float32Array(count * length)
          await computeActivations(tinyBackbone(), drawn, { to, pool }, into)
          return into
        }),
      )
    const [height, width, channels] = input.images.activations?.shape ?? [0, 0, 0]
    const features = await rows('last_relu', true, 16)
    const activations =
      unfreezeDepth === 0 ? [] : await rows(cutAt(tinyGraph, unfreezeDepth), false, height * width * channels)
    const cached = { ...input, images: { ...input.images, views: { features, activations } } }
    await expectSame(cached, { ...input.images, pixels: seen })
    const plain = await scoresOf(await tinyFold({ unfreezeDepth }))
    expect((await scoresOf(cached)).logLoss).not.toBeCloseTo(plain.logLoss, 4)
  },
)
