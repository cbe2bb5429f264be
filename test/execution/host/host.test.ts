import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import type { Progress } from '../../../src/base/progress.ts'
import { type Host, type HostOptions, openHost } from '../../../src/execution/host/host.ts'
import type { FoldJob, Outcome, Report } from '../../../src/trial/job.ts'
import { recipeSchema } from '../../../src/trial/recipe.ts'
import { entry, openingOf, openTestHost, quickRecipe } from './open-host.ts'

let host: Host | undefined
afterEach(() => vi.unstubAllEnvs())
afterEach(() => host?.close())

async function open(options: Partial<HostOptions> = {}): Promise<Host> {
  host = await openTestHost(options)
  return host
}

const job = (fold: number, recipe: object = {}): FoldJob => ({
  trial: 0,
  fold,
  seed: 5,
  metric: 'accuracy',
  recipe: recipeSchema.parse({ ...quickRecipe, ...recipe }),
})

const run = (one: FoldJob) =>
  host?.start(one, () => undefined).outcome ?? Promise.reject(new Error('there is no host'))

const timeless = (outcome: Outcome) => ({ ...outcome, seconds: 0, worker: 0 })

test('folds train in parallel in a child process, and what is frozen is computed once', async () => {
  const progress: Progress[] = []
  const { opened, start } = await open({ onProgress: entry => progress.push(entry) })
  expect(opened).toMatchObject({ workers: 2, skipped: [], engine: { name: 'wasm' } })
  const reports: Report[] = []
  const keep = (report: Report) => reports.push(report)
  const outcomes = await Promise.all([
    start(job(0), keep).outcome,
    start(job(1, { unfreezeDepth: 1, fineTuneEpochs: 1 }), keep).outcome,
  ])
  expect(outcomes.map(({ status, epochs }) => [status, epochs])).toEqual([
    ['done', 3],
    ['done', 4],
  ])
  const second = reports.filter(({ fold }) => fold === 1)
  expect(second.map(({ epoch, stage }) => `${epoch} ${stage}`)).toEqual([
    '1 head',
    '2 head',
    '3 head',
    '4 fineTune',
  ])
  expect(progress.some(({ label, done, total }) => label === 'decoding images' && done === total)).toBe(true)
  expect(progress.filter(({ label, done }) => label.endsWith('features') && done === 0)).toHaveLength(1)
})

test('a host process that is killed loses the folds it had, and no other; the next fold starts a new one', async () => {
  const deaths: string[] = []
  const { opened, start } = await open({ onDeath: reason => deaths.push(reason) })
  const before = await run(job(0))
  const endless = job(0, { headEpochs: 9000 })
  const first = start(endless, () => undefined).outcome
  const second = start(endless, ({ epoch }) => epoch === 1 && process.kill(opened.pid, 'SIGKILL')).outcome
  const lost = await Promise.all([first, second])
  const behind = run(job(0))
  for (const outcome of lost)
    expect(outcome).toMatchObject({
      status: 'failed',
      cause: 'lost',
      error: expect.stringContaining('SIGKILL'),
    })
  expect(deaths).toHaveLength(1)
  expect(timeless(await behind)).toEqual(timeless(before))
  expect(before).toMatchObject({ status: 'done', epochs: 3 })
})

test('an impossible fold fails alone, with its reason', async () => {
  await open()
  const weights = path.join(import.meta.dirname, 'no-such-file.safetensors')
  expect(await run(job(0, { weights }))).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('no-such-file.safetensors'),
  })
  expect(await run(job(0))).toMatchObject({ status: 'done' })
})

test('a fold whose frozen layers have no room on the engine fails for want of memory, with advice', async () => {
  vi.stubEnv('NIGHTSWEEP_WASM_HEAP_MB', '64')
  await open({ opening: await openingOf({ imageSize: 1024, workers: 1 }) })
  expect(await run(job(0))).toMatchObject({
    status: 'failed',
    cause: 'outOfMemory',
    error: expect.stringMatching(/^out of memory \(the WebAssembly heap is full .*smaller batchSize/),
  })
})

test('files that do not decode are left out and listed', async () => {
  const spoil = (root: string) => writeFileSync(path.join(root, 'red', 'broken.jpg'), 'not a picture')
  const { opened } = await open({ opening: await openingOf({}, spoil) })
  expect(opened.skipped).toMatchObject([{ file: 'red/broken.jpg' }])
  expect(opened.images).toHaveLength(24)
})

test('an engine that is not here is refused with what would add it', async () => {
  vi.stubEnv('NIGHTSWEEP_TFJS_NODE', '/nowhere')
  const opening = await openingOf({ engine: 'tensorflow' })
  await expect(openHost({ opening, threads: 1, entry })).rejects.toMatchObject({
    message: expect.stringContaining('/nowhere'),
    next: expect.stringContaining('nightsweep engine install'),
  })
})
