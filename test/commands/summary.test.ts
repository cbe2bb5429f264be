import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { listCommand } from '../../src/commands/list.ts'
import { stateOf } from '../../src/run/book.ts'
import { journalPath, snapshotPath } from '../../src/store/paths.ts'
import { createRun, openRun } from '../../src/store/run-folder.ts'
import { readSummary } from '../../src/store/snapshot.ts'
import { temporaryFolder } from '../setup/images.ts'
import { finished, output, someEvents } from './some-runs.ts'

/** A run with its `run.json`. */
async function runWithSummary() {
  const runs = temporaryFolder()
  const events = someEvents(finished)
  const store = await createRun(runs, 'flowers')
  await store.append(events)
  await store.snapshot(stateOf(events))
  await store.close()
  return { runs, folder: path.join(runs, 'flowers') }
}

async function list(runs: string) {
  const out = output()
  await listCommand({ runs, json: true }, out)
  return JSON.parse(out.text)[0]
}

test('what run.json says is what the journal says', async () => {
  const { runs, folder } = await runWithSummary()
  const fast = await list(runs)
  expect(await readSummary(folder)).toMatchObject({ status: 'finished', plannedTrials: 4 })
  writeFileSync(snapshotPath(folder), '{}')
  expect(await list(runs)).toEqual(fast)
  expect(fast).toMatchObject({ state: 'finished', plannedTrials: 4, best: { trial: 1, metric: 'accuracy' } })
})

test('run.json alone is read where it tells of the whole journal', async () => {
  const { runs, folder } = await runWithSummary()
  writeFileSync(journalPath(folder), 'x'.repeat(readFileSync(journalPath(folder)).length))
  expect(await list(runs)).toMatchObject({ state: 'finished', trials: { completed: 3, pruned: 1 } })
})

test('a journal that has grown since is read', async () => {
  const { runs, folder } = await runWithSummary()
  const store = await openRun(folder)
  const at = '2026-01-02T00:00:00.000Z'
  await store.append([{ type: 'ended', at, state: 'failed', reason: 'the disk is full' }])
  await store.close()
  expect(await readSummary(folder)).toBeUndefined()
  expect(await list(runs)).toMatchObject({ state: 'failed', reason: 'the disk is full', endedAt: at })
})

test.each([
  ['half of a file', (text: string) => text.slice(0, 100)],
  ['counts that are missing', (text: string) => text.replace('"pruned": 1', '"pruned": -1')],
  ['a status of no run', (text: string) => text.replace('"finished"', '"asleep"')],
  ['an empty file', () => ''],
])('a run.json with %s is not believed', async (_, change) => {
  const { runs, folder } = await runWithSummary()
  const before = readFileSync(snapshotPath(folder), 'utf8')
  const text = change(before)
  expect(text).not.toBe(before)
  writeFileSync(snapshotPath(folder), text)
  expect(await readSummary(folder)).toBeUndefined()
  expect(await list(runs)).toMatchObject({ state: 'finished', trials: { completed: 3, pruned: 1 } })
})
