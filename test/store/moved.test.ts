import { readFileSync, renameSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { RunEvent } from '../../src/run/event.ts'
import { readJournal } from '../../src/store/journal-reader.ts'
import { arriving, leaving } from '../../src/store/moved.ts'
import { journalPath } from '../../src/store/paths.ts'
import { readRun } from '../../src/store/read-run.ts'
import { createRun } from '../../src/store/run-folder.ts'
import { at, journalSweep, runEvent } from '../run/beginning.ts'
import { temporaryFolder } from './temporary.ts'

const folder = '/work/night/runs/flowers'

test.each([
  ['/work/night/photos', '../../photos'],
  ['/work/data/photos', '../../../data/photos'],
  ['/work/night/runs/flowers', './'],
  ['/work/night/runs/flowers/own', './own'],
  ['/mnt/photos', '/mnt/photos'],
  [path.join(homedir(), 'photos'), path.join(homedir(), 'photos')],
])('%s is kept as %s', (file, kept) => {
  const event = runEvent({ sweep: journalSweep({ data: { path: file, imageSize: 32, holdout: 0 } }) })
  const left = leaving(event, folder)
  expect(left.sweep.data.path).toBe(kept)
  expect(arriving(left, folder)).toEqual(event)
})

test('every file that an event names, and nothing else', () => {
  const sweep = journalSweep({
    file: '/work/night/flowers.yaml',
    data: { path: '/work/night/photos', imageSize: 32, holdout: 0 },
    folds: { k: 2, stratified: true, grouped: false, seed: 0, file: '/work/night/folds.json' },
    recipe: {
      weights: { MobileNetV2: '/work/night/a.h5', ResNet50: { file: '/work/night/b.h5' }, VGG16: 'imagenet' },
    },
    space: {
      weights: { kind: 'choice', values: ['/work/night/c.h5', 'random'] },
      momentum: { kind: 'choice', values: [0.8], when: { weights: ['/work/night/c.h5'] } },
    },
    enqueue: [{ weights: '/work/night/c.h5' }],
  })
  const events: RunEvent[] = [
    runEvent({ sweep }),
    { type: 'trialStarted', at, trial: 0, config: { weights: '/work/night/c.h5' }, origin: 'sampler' },
    {
      type: 'latency',
      at,
      engine: 'wasm',
      backbone: 'LayersModel',
      model: '/work/night/m/model.json',
      hiddenUnits: 0,
      milliseconds: 1,
    },
    {
      type: 'weights',
      at,
      backbone: 'VGG16',
      weights: { file: '/work/night/v.h5', prefix: 'module.' },
      hash: 'h',
    },
    { type: 'note', at, level: 'info', text: '/work/night stays in texts' },
  ]
  const left = events.map(event => leaving(event, folder))
  expect(JSON.stringify(left.slice(0, 4))).not.toContain('/work')
  expect(JSON.stringify(left[0])).toContain('"imagenet"')
  expect(left[4]).toEqual(events[4])
  expect(left.map(event => arriving(event, folder))).toEqual(events)
  const elsewhere = left.map(event => arriving(event, '/other/night/runs/flowers'))
  expect(JSON.stringify(elsewhere)).toBe(
    JSON.stringify(events).replaceAll('/work/', '/other/').replace('/other/night stays', '/work/night stays'),
  )
})

test('a moved run tells of its files where they are now, from its checkpoint, too', async () => {
  const before = path.join(temporaryFolder(), 'before')
  const after = path.join(path.dirname(before), 'after')
  const photos = path.join(before, 'photos')
  const store = await createRun(path.join(before, 'runs'), 'flowers')
  await store.append([
    runEvent({ sweep: journalSweep({ data: { path: photos, imageSize: 32, holdout: 0 } }) }),
  ])
  await store.snapshot(await store.readState())
  await store.close()
  expect((await readRun(store.folder)).sweep?.data.path).toBe(photos)
  expect(readFileSync(journalPath(store.folder), 'utf8')).toContain('"path":"../../photos"')
  renameSync(before, after)
  const moved = path.join(after, 'runs/flowers')
  expect((await readRun(moved)).sweep?.data.path).toBe(path.join(after, 'photos'))
  expect(await readJournal(journalPath(moved))).toMatchObject([
    { sweep: { data: { path: path.join(after, 'photos') } } },
  ])
})
