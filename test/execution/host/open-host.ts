import { makeFolds } from '../../../src/data/folds.ts'
import { listDataset } from '../../../src/data/list-dataset.ts'
import { type Host, type HostOptions, openHost } from '../../../src/execution/host/host.ts'
import type { Opening } from '../../../src/execution/host/messages.ts'
import { colourFolder } from '../../setup/images.ts'

/** The compiled program: a child process cannot run TypeScript. */
export const entry = new URL('../../../dist/execution/host/main.js', import.meta.url)

/** A recipe that a host can train in a moment on `colourFolder` images. */
export const quickRecipe = {
  backbone: 'MobileNetV2-0.35',
  weights: 'random',
  headEpochs: 3,
  batchSize: 8,
  learningRate: 0.01,
}

export async function openingOf(
  change: Partial<Opening> = {},
  spoil?: (root: string) => void,
): Promise<Opening> {
  const root = await colourFolder(['red', 'green'], 12)
  spoil?.(root)
  return { dataset: await listDataset({ path: root }), imageSize: 32, engine: 'wasm', workers: 2, ...change }
}

/** A real host over two easy classes and two folds. */
export async function openTestHost(options: Partial<HostOptions> = {}): Promise<Host> {
  const opening = options.opening ?? (await openingOf())
  const host = await openHost({ threads: 1, entry, ...options, opening })
  const { classes } = opening.dataset
  const folds = makeFolds(host.opened.images, classes, {
    k: 2,
    stratified: true,
    grouped: false,
    seed: 1,
    holdout: 0,
  })
  host.setFolds({ k: 2, of: folds.of, imagesHash: host.opened.imagesHash })
  return host
}
