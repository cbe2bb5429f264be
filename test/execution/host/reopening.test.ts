import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Host, HostOptions } from '../../../src/execution/host/host.ts'
import type { FoldJob, Outcome } from '../../../src/trial/job.ts'
import { recipeSchema } from '../../../src/trial/recipe.ts'
import { temporaryFolder } from '../../setup/images.ts'
import { openingOf, openTestHost, quickRecipe } from './open-host.ts'

let host: Host | undefined
afterEach(() => vi.unstubAllEnvs())
afterEach(() => host?.close())

const job: FoldJob = {
  trial: 0,
  fold: 0,
  seed: 5,
  metric: 'accuracy',
  recipe: recipeSchema.parse(quickRecipe),
}

/** A host whose process has died, and what the next fold comes to. */
async function dead(options: Partial<HostOptions> = {}): Promise<() => Promise<Outcome>> {
  host = await openTestHost(options)
  const { start, opened } = host
  const endless = { ...job, recipe: { ...job.recipe, headEpochs: 9000 } }
  const { outcome } = start(endless, () => process.kill(opened.pid, 'SIGKILL'))
  expect(await outcome).toMatchObject({ status: 'failed', cause: 'lost' })
  return () => start(job, () => undefined).outcome
}

describe('a process that dies while it opens again', () => {
  async function dying(deaths: number) {
    const file = path.join(temporaryFolder(), 'deaths.json')
    writeFileSync(file, JSON.stringify({ opened: 0, deaths }))
    vi.stubEnv('NIGHTSWEEP_TEST_DEATHS', file)
    const opening = await openingOf({ workers: 1 })
    const next = await dead({ opening, entry: new URL('./dying-main.mjs', import.meta.url) })
    return { next, opened: (): number => JSON.parse(readFileSync(file, 'utf8')).opened }
  }

  test('is started once more, and again', async () => {
    const { next, opened } = await dying(2)
    expect(await next()).toMatchObject({ status: 'done' })
    expect(opened()).toBe(4)
  })

  test('three times, and then no fold can be run', async () => {
    const { next, opened } = await dying(9)
    await expect(next()).rejects.toThrow(/exit code 9 \(death 3 while opening\)/)
    expect(opened()).toBe(4)
  })
})

test.each([
  [2, 'is started again'],
  [9, 'three times, and then no sweep can begin'],
])('a process that is killed while it opens at first (%i times) %s', async kills => {
  const file = path.join(temporaryFolder(), 'deaths.json')
  writeFileSync(file, JSON.stringify({ opened: 0, deaths: 0, kills }))
  vi.stubEnv('NIGHTSWEEP_TEST_DEATHS', file)
  const opening = await openingOf({ workers: 1 })
  const opened = openTestHost({ opening, entry: new URL('./dying-main.mjs', import.meta.url) })
  if (kills > 2) await expect(opened).rejects.toThrow(/signal SIGKILL/)
  else {
    host = await opened
    expect(host.opened.workers).toBe(1)
  }
  expect(JSON.parse(readFileSync(file, 'utf8')).opened).toBe(3)
})

test('a host that opens again on changed images refuses, names them, and goes on refusing', async () => {
  const opening = await openingOf({ workers: 1 })
  const next = await dead({ opening })
  copyFileSync(path.join(opening.dataset.root, 'red/2.png'), path.join(opening.dataset.root, 'red/1.png'))
  for (let i = 0; i < 2; i++)
    await expect(next()).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('images have changed'),
      where: opening.dataset.root,
      details: ['red/1.png has other content'],
      next: expect.stringContaining('nightsweep resume'),
    })
})

test('a file more, which no fold has, changes nothing', async () => {
  const opening = await openingOf({ workers: 1 })
  const next = await dead({ opening })
  copyFileSync(path.join(opening.dataset.root, 'red/2.png'), path.join(opening.dataset.root, 'red/new.png'))
  expect(await next()).toMatchObject({ status: 'done' })
})

test('folds of other images are refused, not trained', async () => {
  host = await openTestHost({ opening: await openingOf({ workers: 1 }) })
  const { images } = host.opened
  host.setFolds({ k: 2, of: images.map((_, i) => i % 2), imagesHash: 'of other images' })
  for (let i = 0; i < 2; i++)
    await expect(host.start(job, () => undefined).outcome).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('other images'),
    })
})
