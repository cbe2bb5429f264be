import { writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { watchCommand } from '../../src/commands/watch.ts'
import { createRun, openRun } from '../../src/store/run-folder.ts'
import { temporaryFolder } from '../setup/images.ts'
import { finished, output, runsWith, someEvents } from './some-runs.ts'

const withoutTime = (lines: readonly string[]) => lines.map(line => line.replace(/^\d\d:\d\d:\d\d {2}/, ''))

test('a finished run: its lines, then the end', async () => {
  const out = output()
  expect(await watchCommand('flowers', { runs: await runsWith(someEvents(finished)) }, out)).toBe(0)
  const lines = withoutTime(out.lines)
  expect(lines[0]).toBe('run flowers (flowers.yaml, flowers): maximize accuracy, seed 1')
  expect(lines.at(-1)).toBe('4 trials, 3 completed, 1 pruned, best is trial 1 with accuracy 0.9133')
  expect(lines.filter(line => line.startsWith('trial 0, fold'))).toHaveLength(3)
})

test('a run whose process died: said once at the end', async () => {
  const out = output()
  await watchCommand('flowers', { runs: await runsWith(someEvents()) }, out)
  expect(out.lines.at(-1)).toMatch(
    /^interrupted: its process ended without a word; `nightsweep resume flowers`/,
  )
})

test.each([
  ['empty', ''],
  ['half of one', '{"pid":12,"ma'],
  ['of no single process', JSON.stringify({ pid: -1, at: new Date().toISOString(), host: hostname() })],
])('a run with a damaged lock, %s, is watched to its end, and can be resumed', async (_, text) => {
  const runs = await runsWith(someEvents())
  const folder = path.join(runs, 'flowers')
  writeFileSync(path.join(folder, 'lock'), text)
  const out = output()
  await watchCommand('flowers', { runs }, out)
  expect(out.lines.at(-1)).toMatch(/^interrupted: its process ended without a word/)
  await (await openRun(folder)).close()
})

test('a running run is followed until its last event', async () => {
  const runs = temporaryFolder()
  const store = await createRun(runs, 'flowers')
  const events = someEvents(finished)
  await store.append(events.slice(0, 10))
  const out = output()
  const watching = watchCommand('flowers', { runs, plain: true }, out)
  await sleep(100)
  const early = out.lines.length
  for (const event of events.slice(10)) await store.append([event])
  expect(await watching).toBe(0)
  await store.close()
  expect(early).toBeGreaterThan(3)
  expect(withoutTime(out.lines).at(-2)).toBe('finished: 4 of 4 trials')
})
