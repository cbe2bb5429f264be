import path from 'node:path'
import { expect, test } from 'vitest'
import { stateOf } from '../../src/run/book.ts'
import type { RunEvent } from '../../src/run/event.ts'
import { savedNote, wantedBy } from '../../src/run/saved.ts'
import { loadSweep } from '../../src/sweep/load.ts'
import { folderWith } from '../sweep/files.ts'

const at = '2026-01-01T00:00:00Z'
const metrics = { accuracy: 1, balancedAccuracy: 1, macroF1: 1, logLoss: 0 }

/** One trial of two folds, each with two epochs of the head and one of fine-tuning, on 100 images. */
async function run(recipe = '{}') {
  const text = `data: { path: photos, imageSize: 96 }\nfolds: { k: 2 }\nrecipe: ${recipe}\nspace: { unfreezeDepth: [1] }\n`
  const sweep = await loadSweep(path.join(await folderWith({ 'night.yaml': text }), 'night.yaml'))
  const report = (fold: number, epoch: number): RunEvent => {
    const stage = epoch < 3 ? 'head' : 'fineTune'
    return { type: 'report', at, trial: 0, fold, epoch, epochs: 3, stage, trainLoss: 1, metrics, seconds: 1 }
  }
  const folds = { k: 2, hash: '' }
  const events: RunEvent[] = [
    { type: 'data', at, classes: [], images: 100, skipped: [], imagesHash: '', folds, holdout: 0 },
    { type: 'trialStarted', at, trial: 0, config: { unfreezeDepth: 1 }, origin: 'sampler' },
    ...[0, 1].flatMap(fold => [
      { type: 'foldStarted', at, trial: 0, fold, attempt: 1 } as const,
      ...[1, 2, 3].map(epoch => report(fold, epoch)),
    ]),
  ]
  return { before: wantedBy(sweep, stateOf([])), after: wantedBy(sweep, stateOf(events)) }
}

test('says what was wanted, what was run instead, and what the difference would have taken', async () => {
  const { before, after } = await run()
  const pass = { images: 100, multiplyAdds: 100 * 60e6, seconds: 10 }
  expect(savedNote([before, after], [pass])).toMatch(
    /^training wanted 600 images from frozen layers: 100 were run in 10s, which saved about \d+s$/,
  )
  expect(savedNote([before, after], [])).toBe(
    'training wanted 600 images from frozen layers: all were kept from before',
  )
})

test('counts this session only, and says nothing where nothing was saved', async () => {
  const { before, after } = await run()
  expect(savedNote([after, after], [])).toBeUndefined()
  expect(savedNote([before, after], [{ images: 600, multiplyAdds: 1, seconds: 1 }])).toBeUndefined()
})

test('of images that are augmented anew in every epoch, only validation comes from what is kept', async () => {
  const { before, after } = await run('{ augment: light }')
  expect(savedNote([before, after], [])).toContain('wanted 300 images')
})
