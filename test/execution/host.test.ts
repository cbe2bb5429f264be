import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { listDataset } from '../../src/data/dataset.ts'
import { makeFolds } from '../../src/data/folds.ts'
import { type Host, type HostOptions, openHost } from '../../src/execution/host.ts'
import type { Progress } from '../../src/execution/messages.ts'
import type { FoldJob, Report } from '../../src/trial/job.ts'
import { recipeSchema } from '../../src/trial/recipe.ts'
import { colourFolder } from '../setup/images.ts'

const entry = new URL('../../dist/execution/host-process.js', import.meta.url)
let host: Host | undefined
afterEach(() => host?.close())

async function open(options: Partial<HostOptions> = {}, spoil?: (root: string) => void): Promise<Host> {
  const root = await colourFolder(['red', 'green'], 12)
  spoil?.(root)
  const dataset = await listDataset(root)
  host = await openHost({
    opening: { dataset, imageSize: 32, engine: 'wasm', workers: 2 },
    threads: 1,
    entry,
    ...options,
  })
  const folds = makeFolds(host.opened.images, dataset.classes, {
    k: 2,
    stratified: true,
    grouped: false,
    seed: 1,
    holdout: 0,
  })
  host.setFolds({ k: 2, of: folds.of, imagesHash: folds.hash })
  return host
}

const job = (fold: number, recipe: object = {}): FoldJob => ({
  trial: 0,
  fold,
  seed: 5,
  metric: 'accuracy',
  recipe: recipeSchema.parse({
    backbone: 'MobileNetV2-0.35',
    weights: 'random',
    headEpochs: 3,
    batchSize: 8,
    learningRate: 0.01,
    ...recipe,
  }),
})

test('folds train in parallel in a child process and report each epoch', async () => {
  const progress: Progress[] = []
  const { opened, run } = await open({ onProgress: entry => progress.push(entry) })
  expect(opened).toMatchObject({ workers: 2, skipped: [], engine: { name: 'wasm' } })
  const reports: Report[] = []
  const keep = (report: Report) => {
    reports.push(report)
    return 'go on' as const
  }
  const outcomes = await Promise.all([
    run(job(0), keep),
    run(job(1, { unfreezeDepth: 1, fineTuneEpochs: 1 }), keep),
  ])
  expect(outcomes.map(({ status, epochs }) => [status, epochs])).toEqual([
    ['done', 3],
    ['done', 4],
  ])
  expect(reports.filter(({ fold }) => fold === 1).map(({ epoch, stage }) => `${epoch} ${stage}`)).toEqual([
    '1 head',
    '2 head',
    '3 head',
    '4 fineTune',
  ])
  expect(progress.some(({ label, done, total }) => label === 'decoding images' && done === total)).toBe(true)
  const features = progress.filter(({ label }) => label.endsWith('features'))
  expect(features.filter(({ done }) => done === 0)).toHaveLength(1)
})

test('the same seed gives the same fold', async () => {
  const { run } = await open()
  const [first, second] = await Promise.all([run(job(0), () => 'go on'), run(job(0), () => 'go on')])
  expect(first).toMatchObject({ status: 'done' })
  expect({ ...second, seconds: 0 }).toEqual({ ...first, seconds: 0 })
})

test('a fold stops after the report that was answered with stop, and its worker goes on with the next', async () => {
  const { run } = await open({ opening: { ...(await openingOf()), workers: 1 } })
  const stopped = await run(job(0, { headEpochs: 5000 }), () => 'stop')
  expect(stopped).toMatchObject({ status: 'stopped' })
  expect(stopped.epochs).toBeLessThan(4000)
  expect(await run(job(1), () => 'go on')).toMatchObject({ status: 'done' })
})

test('when the host process is killed its folds come back as lost and the next fold starts a new one', async () => {
  const deaths: string[] = []
  const { opened, run } = await open({ onDeath: reason => deaths.push(reason) })
  const lost = run(job(0, { headEpochs: 9000 }), () => {
    process.kill(opened.pid, 'SIGKILL')
    return 'go on'
  })
  expect(await lost).toMatchObject({
    status: 'failed',
    lost: true,
    error: expect.stringContaining('SIGKILL'),
  })
  expect(deaths).toHaveLength(1)
  expect(await run(job(0), () => 'go on')).toMatchObject({ status: 'done', epochs: 3 })
})

test('an impossible fold fails alone, with its reason', async () => {
  const { run } = await open()
  const weights = path.join(import.meta.dirname, 'no-such-file.safetensors')
  expect(await run(job(0, { weights }), () => 'go on')).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('no-such-file.safetensors'),
  })
  expect(await run(job(0), () => 'go on')).toMatchObject({ status: 'done' })
})

test('files that do not decode are left out and listed', async () => {
  const { opened } = await open({}, root =>
    writeFileSync(path.join(root, 'red', 'broken.jpg'), 'not a picture'),
  )
  expect(opened.skipped).toMatchObject([{ file: 'red/broken.jpg' }])
  expect(opened.images).toHaveLength(24)
})

test('closing ends running folds as stopped', async () => {
  const { run, close } = await open()
  const running = run(job(0, { headEpochs: 9000 }), () => 'go on')
  await close()
  expect(await running).toMatchObject({ status: 'stopped' })
})

test('an engine that is not here is refused with what would add it', async () => {
  const opening = { ...(await openingOf()), engine: 'tensorflow' as const }
  const attempt = openHost({ opening, threads: 1, entry })
  if (process.env.NIGHTSWEEP_TFJS_NODE === undefined) await expect(attempt).rejects.toThrow(/tfjs-node/)
  else host = await attempt
})

async function openingOf() {
  return {
    dataset: await listDataset(await colourFolder(['red', 'green'], 12)),
    imageSize: 32,
    engine: 'wasm' as const,
    workers: 2,
  }
}
