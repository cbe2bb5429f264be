import { mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { listDataset } from '../../../src/data/list-dataset.ts'
import type { Host, HostOptions } from '../../../src/execution/host/host.ts'
import { imagesAway } from '../../../src/execution/host/images-away.ts'
import { waitForImages } from '../../../src/execution/host/wait-for-images.ts'
import type { FoldJob } from '../../../src/trial/job.ts'
import { recipeSchema } from '../../../src/trial/recipe.ts'
import { colourFolder } from '../../setup/images.ts'
import { openingOf, openTestHost, quickRecipe } from './open-host.ts'

let host: Host | undefined
afterEach(() => host?.close())

const job: FoldJob = {
  trial: 0,
  fold: 0,
  seed: 5,
  metric: 'accuracy',
  recipe: recipeSchema.parse(quickRecipe),
}

test('images that are away are waited for, and are the same when they are back', async () => {
  const opening = await openingOf({ workers: 1 })
  const { root } = opening.dataset
  const told: (string | undefined)[] = []
  const images: HostOptions['images'] = { onAway: reason => told.push(reason), everyMs: 20 }
  host = await openTestHost({ opening, images })
  const { start, opened } = host
  const endless = { ...job, recipe: { ...job.recipe, headEpochs: 9000 } }
  const lost = start(endless, () => process.kill(opened.pid, 'SIGKILL')).outcome
  expect(await lost).toMatchObject({ status: 'failed', cause: 'lost' })
  renameSync(root, `${root}-away`)
  const { outcome } = start(job, () => undefined)
  while (told.length < 2) await sleep(10)
  expect(told[0]).toBe(`the images at ${root} are away (the folder is not there); the sweep waits for them`)
  mkdirSync(root)
  while (!told.at(-1)?.includes('the folder is empty')) await sleep(10)
  rmdirSync(root)
  renameSync(`${root}-away`, root)
  expect(await outcome).toMatchObject({ status: 'done' })
  expect(told.at(-1)).toBeUndefined()
})

test('who ends the sweep does not wait for them', async () => {
  const closing = new AbortController()
  const told: (string | undefined)[] = []
  const onAway = (reason: string | undefined) => {
    told.push(reason)
    closing.abort()
  }
  await waitForImages({ root: '/not/there', images: [] }, closing.signal, { onAway })
  expect(told).toEqual([expect.stringContaining('/not/there')])
})

test('other folders in the place of the images are away; a part of the images is not', async () => {
  const root = await colourFolder(['red', 'green'], 3, 16)
  const dataset = await listDataset({ path: root })
  expect(await imagesAway(dataset)).toBeUndefined()
  renameSync(path.join(root, 'red'), path.join(root, 'blue'))
  expect(await imagesAway(dataset)).toBeUndefined()
  renameSync(path.join(root, 'green'), path.join(root, 'yellow'))
  expect(readdirSync(root)).toHaveLength(2)
  expect(await imagesAway(dataset)).toContain('not one of them is there')
})
