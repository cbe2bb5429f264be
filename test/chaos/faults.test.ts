import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { RunEvent } from '../../src/run/event.ts'
import { readJournal } from '../../src/store/journal-reader.ts'
import { journalPath } from '../../src/store/paths.ts'
import { type Fate, type FaultyFiles, faultyFiles, type Remains } from './faulty-files.ts'
import { bury, night, outcomeOf } from './night.ts'

/** `NIGHTSWEEP_CHAOS=all`: every call that changes a file; otherwise the first ones, where a run begins, and some others. */
const isAll = process.env.NIGHTSWEEP_CHAOS === 'all'
const [firstCalls, everyCall] = isAll ? [Infinity, 1] : [9, 16]

const parent = mkdtempSync(path.join(tmpdir(), 'nightsweep-chaos-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))
let count = 0
const newRuns = () => path.join(parent, String(count++))
const folderIn = (runs: string) => path.join(runs, 'flowers')

let files: FaultyFiles | undefined
afterEach(() => files?.restore())

let calm: Awaited<ReturnType<typeof outcomeOf>>
let story: readonly unknown[]
let calls = 0

beforeAll(async () => {
  const runs = newRuns()
  files = faultyFiles(runs, () => 'pass')
  await night(runs)
  calls = files.calls
  files.restore()
  calm = await outcomeOf(folderIn(runs))
  story = await storyOf(runs)
  expect(calm.ended).toHaveLength(6)
  expect(calls).toBeGreaterThan(30)
})

/** All but the disk's own troubles. */
async function storyOf(runs: string): Promise<RunEvent[]> {
  const events = await readJournal(journalPath(folderIn(runs)))
  return events.filter(({ type }) => type !== 'held' && type !== 'released' && type !== 'note')
}

const chosen = (offset: number) =>
  Array.from({ length: calls }, (_, i) => i + 1).filter(n => n <= firstCalls || n % everyCall === offset)

const kinds: [Fate, number][] = [
  ['full', 0],
  ['torn', 1],
  ['doneButFailed', 2],
  ['late', 3],
]

test.each(kinds)('a call that ends as "%s", whichever it is, costs nothing', async (fate, offset) => {
  for (const n of chosen(offset)) {
    const runs = newRuns()
    files = faultyFiles(runs, call => (call === n ? fate : 'pass'))
    const begun = await night(runs).then(
      () => true,
      () => false,
    )
    const what = files.log[n - 1]
    files.restore()
    if (!begun) {
      // Refused before anything was trained: nothing is in the way of another try.
      expect([what, existsSync(folderIn(runs))]).toEqual([what, false])
      await night(runs)
    }
    expect([n, what, await outcomeOf(folderIn(runs))]).toEqual([n, what, calm])
    expect([n, what, await storyOf(runs)]).toEqual([n, what, story])
    if (!what?.startsWith('rm'))
      expect(readdirSync(folderIn(runs)).filter(name => /tmp|draft|lock/.test(name))).toEqual([])
  }
})

test('a disk that is full for a while holds the sweep, and tells it', async () => {
  const runs = newRuns()
  const middle = Math.floor(calls / 2)
  files = faultyFiles(runs, call => (call >= middle && call < middle + 40 ? 'torn' : 'pass'))
  const { events, holds } = await night(runs)
  files.restore()
  expect(holds).toBeGreaterThan(0)
  const held = events.findIndex(({ type }) => type === 'held')
  const released = events.findIndex(({ type }) => type === 'released')
  expect(events[held]).toMatchObject({
    by: 'disk',
    reason: expect.stringContaining('no room on the disk of'),
  })
  expect(events.slice(held, released).map(({ type }) => type)).not.toContain('foldStarted')
  expect(await outcomeOf(folderIn(runs))).toEqual(calm)
  expect(await storyOf(runs)).toEqual(story)
})

test('who goes while the disk is full is told what could not be written, and the rest is done later', async () => {
  const runs = newRuns()
  const leave = new AbortController()
  const middle = Math.floor(calls / 2)
  files = faultyFiles(runs, (call, name) => {
    if (call < middle || !/appendFile|writeFile/.test(name)) return 'pass'
    if (call > middle + 5) leave.abort()
    return 'full'
  })
  await expect(night(runs, leave.signal)).rejects.toMatchObject({
    name: 'UserError',
    exitCode: 1,
    message: 'the journal cannot be written (ENOSPC)',
  })
  files.restore()
  expect(existsSync(path.join(folderIn(runs), 'lock'))).toBe(false)
  await night(runs)
  expect(await outcomeOf(folderIn(runs))).toEqual(calm)
})

const remains: [Remains, number][] = [
  ['all', 4],
  ['half', 5],
  ['none', 6],
  ['zeros', 7],
]

test.each(remains)(
  'a loss of power at any call, of unsynced bytes %s remain: resume does the rest',
  async (rest, offset) => {
    for (const n of chosen(offset)) {
      const runs = newRuns()
      files = faultyFiles(runs, call => (call === n ? 'dead' : 'pass'), rest)
      await night(runs).catch(() => undefined)
      const what = files.log[n - 1]
      files.restore()
      bury(folderIn(runs))
      const before = existsSync(journalPath(folderIn(runs)))
        ? readFileSync(journalPath(folderIn(runs)))
        : Buffer.alloc(0)
      const whole = before.subarray(0, before.lastIndexOf(10) + 1)
      rmUnbegun(folderIn(runs), whole)
      await night(runs)
      expect([n, what, await outcomeOf(folderIn(runs))]).toEqual([n, what, calm])
      // What was there is there still.
      expect(
        readFileSync(journalPath(folderIn(runs)))
          .subarray(0, whole.length)
          .equals(whole),
      ).toBe(true)
    }
  },
)

/** A run that never began is begun anew, under its own name here, so that its folder can be compared. */
function rmUnbegun(folder: string, journal: Buffer): void {
  if (journal.length === 0) rmSync(folder, { recursive: true, force: true })
}
