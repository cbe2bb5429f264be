import type { Chunk } from '../../../src/activations/store/chunk.ts'
import { outputOf } from '../../../src/activations/subgraph.ts'
import { cutAt, layerNamed } from '../../../src/backbones/measure.ts'
import { createRandom } from '../../../src/base/random.ts'
import { sharedFloats } from '../../../src/base/shared-memory.ts'
import type { FoldOrder, Pool, PoolOptions } from '../../../src/execution/pool/pool.ts'
import type { Outcome } from '../../../src/trial/job.ts'
import { recipeSchema } from '../../../src/trial/recipe.ts'
import { loadBackbone } from '../../../src/weights/load-backbone.ts'
import { shareWeights } from '../../../src/weights/share.ts'

/** The compiled pool: its threads cannot run TypeScript. */
const compiled = new URL('../../../dist/execution/pool/pool.js', import.meta.url).href

export async function openPool(options: Partial<PoolOptions> = {}): Promise<Pool> {
  const { createPool }: typeof import('../../../src/execution/pool/pool.ts') = await import(compiled)
  return createPool({ engine: 'wasm', workers: 1, threads: 1, ...options })
}

const count = 48
const random = createRandom('noise')
const pixelsOf = (images: number, size: number) =>
  new Uint8Array(new SharedArrayBuffer(images * size ** 2 * 3)).map(() => random.integer(0, 255))
const pixels = pixelsOf(count, 64)

/** Images of 64 pixels through MobileNetV2-0.35 with random weights, to a layer or to its pooled features. */
export async function chunkTo(
  layer?: string,
  size = 64,
  images = count,
): Promise<Chunk & { rows: Float32Array }> {
  const backbone = await loadBackbone('MobileNetV2-0.35', 'random', size, 0).then(shareWeights)
  const last = outputOf(backbone.graph)
  const [height, width, channels] =
    layer === undefined ? [1, 1, last.shape[2]] : layerNamed(backbone.graph, layer).shape
  const rows = sharedFloats(images * height * width * channels)
  const outputs = [{ layer: layer ?? last.name, pool: layer === undefined }]
  return { backbone, input: size === 64 ? pixels : pixelsOf(images, size), size, outputs, into: [rows], rows }
}

/** A fold of these images in two halves, as the host would order it. */
export async function orderOf(pool: Pick<Pool, 'activate'>, change: object, trial = 0): Promise<FoldOrder> {
  const base = {
    backbone: 'MobileNetV2-0.35',
    weights: 'random',
    headEpochs: 2,
    fineTuneEpochs: 1,
    batchSize: 8,
  }
  const recipe = recipeSchema.parse({ ...base, ...change })
  const features = await chunkTo()
  await pool.activate(features)
  const { backbone } = features
  const cut = cutAt(backbone.graph, recipe.unfreezeDepth)
  const atCut = recipe.unfreezeDepth === 0 ? undefined : await chunkTo(cut)
  if (atCut !== undefined) await pool.activate(atCut)
  const all = Array.from({ length: count }, (_, i) => i)
  return {
    inputs: {
      job: { trial, fold: 0, seed: 5, metric: 'accuracy', recipe },
      split: { train: all.filter(i => i % 4 > 0), validation: all.filter(i => i % 4 === 0) },
      classes: 3,
      labels: Int32Array.from(all, i => i % 3),
      backbone,
      features: features.rows,
      activations: atCut && { data: atCut.rows, shape: layerNamed(backbone.graph, cut).shape },
      views: undefined,
      pixels: undefined,
    },
    onReport: () => undefined,
  }
}

/** All but how long it took, and who did it. */
export const timeless = (outcomes: readonly Outcome[]) =>
  outcomes.map(outcome => ({ ...outcome, seconds: 0, worker: 0 }))
