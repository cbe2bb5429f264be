import { appendFileSync, readFileSync, statSync, utimesSync } from 'node:fs'
import { expect, test } from 'vitest'
import { journalPath } from '../../src/store/paths.ts'
import { createRun, openRun } from '../../src/store/run-folder.ts'
import { dataEvent, runEvent } from '../run/beginning.ts'
import { temporaryFolder } from './temporary.ts'

test('opening a run leaves the time of its journal, by which its checkpoint is known, unless there is a torn end', async () => {
  const store = await createRun(temporaryFolder(), 'flowers')
  await store.append([runEvent(), dataEvent()])
  await store.close()
  const journal = journalPath(store.folder)
  const whole = readFileSync(journal, 'utf8')
  utimesSync(journal, 1000, 1000)
  await (await openRun(store.folder)).close()
  expect(statSync(journal).mtimeMs).toBe(1_000_000)
  appendFileSync(journal, '{"type":"no')
  await (await openRun(store.folder)).close()
  expect(readFileSync(journal, 'utf8')).toBe(whole)
})
