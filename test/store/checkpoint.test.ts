import {
  appendFileSync,
  cpSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { leaderboard } from '../../src/leaderboard/rank.ts'
import { stateOf } from '../../src/run/book.ts'
import type { RunEvent } from '../../src/run/event.ts'
import type { RunState } from '../../src/run/state.ts'
import { readCheckpoint } from '../../src/store/checkpoint.ts'
import { createJournalReader, readJournal } from '../../src/store/journal-reader.ts'
import { checkpointPath, journalPath } from '../../src/store/paths.ts'
import { readState } from '../../src/store/read-state.ts'
import { createRun, openRun } from '../../src/store/run-folder.ts'
import { rowsOf } from '../../src/trial/curve.ts'
import { eventsWith } from '../leaderboard/some-run.ts'
import { at, dataEvent, runEvent, sessionEvent } from '../run/beginning.ts'
import { earlyTrial } from '../run/early-fold.ts'
import { anyJournal } from '../run/events.ts'
import { plainState } from '../run/plain.ts'
import { line } from './lines.ts'
import { temporaryFolder } from './temporary.ts'

const events = eventsWith([
  { scores: [0.5, 0.6, 0.7, 0.6, 0.5] },
  { state: 'paused', scores: [0.5] },
  { state: 'running', scores: [0.4], reported: [0.1, 0.2, 0.3] },
])
const note = (text: string): RunEvent => ({ type: 'note', at, level: 'info', text })

/** A run's folder with a checkpoint, written when only the first events had happened. */
async function runWithCheckpoint(before: readonly RunEvent[], after: readonly RunEvent[] = []) {
  const store = await createRun(temporaryFolder(), 'flowers')
  await store.append(before)
  await store.snapshot(stateOf(before))
  if (after.length > 0) await store.append(after)
  await store.close()
  return store.folder
}

/** That what is read is what the journal alone says, and whether a checkpoint helped. */
async function checkReading(folder: string): Promise<boolean> {
  const alone = createJournalReader(journalPath(folder))
  for await (const _ of alone.next());
  const { book, reader } = await readState(folder)
  const told = stateOf(await readJournal(journalPath(folder)))
  expect(plainState(book.state)).toEqual(plainState(told))
  expect(reader.position).toEqual(alone.position)
  return (await readCheckpoint(folder)) !== undefined
}

test('folds with early stopping have the same scores where their curves are not read', async () => {
  const before = [runEvent({ scoring: 'crossFitted' }), dataEvent(2), sessionEvent(), ...earlyTrial(0)]
  const all = [...before, { type: 'trialEnded', at, trial: 0, state: 'completed', reason: '' } as const]
  const told = leaderboard(stateOf([...all, ...earlyTrial(1)]))
  expect(told.trials.map(({ foldScores }) => foldScores)).toEqual([
    [0.5, 0.4],
    [0.5, 0.4],
  ])
  const whole = [...all, ...earlyTrial(1)]
  for (let count = before.length; count < whole.length; count++) {
    const folder = await runWithCheckpoint(whole.slice(0, count), whole.slice(count))
    const { book } = await readState(folder, { hasCurves: false })
    expect(leaderboard(book.state)).toEqual(told)
  }
})

test('the same state with a checkpoint from anywhere on the way as without one', async () => {
  await fc.assert(
    fc.asyncProperty(anyJournal, fc.nat(60), async (all, cut) => {
      const begun = Math.min(all.length, 1 + cut)
      expect(await checkReading(await runWithCheckpoint(all.slice(0, begun), all.slice(begun)))).toBe(true)
    }),
    { numRuns: 25 },
  )
}, 120_000)

test('a run that is gone on with from a checkpoint makes another one', async () => {
  const folder = await runWithCheckpoint(events, [note('later')])
  const store = await openRun(folder)
  const state = await store.readState()
  await store.snapshot(state)
  await store.close()
  expect((await readCheckpoint(folder))?.position.line).toBe(events.length + 1)
  expect(await checkReading(folder)).toBe(true)
})

describe('a journal that was changed by something else', () => {
  const edited = (folder: string) => {
    const text = readFileSync(journalPath(folder), 'utf8')
    expect(text).toContain('"accuracy":0.7,')
    const other = text.split('\n').map(one => resealed(one, changed => changed.replace('0.7,', '0.9,')))
    writeFileSync(journalPath(folder), other.join('\n'))
  }
  /** With a checksum that fits: the journal still reads. */
  const resealed = (text: string, change: (text: string) => string) => {
    if (!text.includes('"accuracy":0.7,')) return text
    const { crc: _, ...event } = JSON.parse(change(text))
    return line(event).trimEnd()
  }
  const cutTo = (part: number) => (folder: string) => {
    const text = readFileSync(journalPath(folder), 'utf8')
    truncateSync(journalPath(folder), text.lastIndexOf('\n', text.length * part) + 1)
  }

  test.each<[string, (folder: string) => void, helps: boolean]>([
    ['edited in the middle', edited, false],
    ['cut off at a line', cutTo(0.5), false],
    ['cut off by a few bytes', folder => truncateSync(journalPath(folder), sizeOf(folder) - 3), false],
    ['emptied', folder => writeFileSync(journalPath(folder), ''), false],
    ['deleted', folder => rmSync(journalPath(folder)), false],
    [
      'replaced by a longer one',
      folder => {
        const other = [...eventsWith([{ scores: [0.1] }]), ...Array.from({ length: 99 }, () => note('x'))]
        writeFileSync(journalPath(folder), other.map(line).join(''))
      },
      false,
    ],
    ['appended to', folder => appendFileSync(journalPath(folder), line(note('by hand'))), true],
    ['appended to, torn', folder => appendFileSync(journalPath(folder), '{"type":"no'), true],
    ['touched', folder => utimesSync(journalPath(folder), 1, 1), true],
  ])('%s', async (_, change, helps) => {
    const folder = await runWithCheckpoint(events)
    expect(await checkReading(folder)).toBe(true)
    change(folder)
    expect(await checkReading(folder)).toBe(helps)
  })

  test('a broken line after the checkpoint is named by its number', async () => {
    const folder = await runWithCheckpoint(events)
    appendFileSync(journalPath(folder), '{oops\n')
    await expect(readState(folder)).rejects.toMatchObject({
      name: 'UserError',
      where: `${journalPath(folder)}:${events.length + 1}`,
    })
  })

  test('numbers after the checkpoint are held against what came before it', async () => {
    const folder = await runWithCheckpoint(events)
    appendFileSync(journalPath(folder), line({ type: 'foldStarted', at, trial: 2, fold: 5, attempt: 1 }))
    await expect(readState(folder)).rejects.toThrow('fold is 5, but there are 5 folds')
  })
})

test('without curves, what has a score has only their lengths, and all else is as it was', async () => {
  const folder = await runWithCheckpoint(events, [note('later')])
  const [whole, light] = await Promise.all([readState(folder), readState(folder, { hasCurves: false })])
  const curves = (state: RunState) => state.trials.flatMap(({ folds }) => folds.flatMap(fold => fold ?? []))
  expect(curves(light.book.state).map(({ curve }) => curve.length)).toEqual(
    curves(whole.book.state).map(({ curve }) => curve.length),
  )
  for (const [i, fold] of curves(light.book.state).entries()) {
    if (fold.metrics !== undefined) expect(fold.curve.rows).toHaveLength(0)
    else expect(rowsOf(fold.curve)).toEqual(rowsOf(curves(whole.book.state)[i]!.curve))
  }
  expect(leaderboard(light.book.state)).toEqual(leaderboard(whole.book.state))
})

const sizeOf = (folder: string) => readFileSync(journalPath(folder)).length

test('a copied folder, with other times', async () => {
  const folder = await runWithCheckpoint(events)
  const copy = path.join(temporaryFolder(), 'copy')
  cpSync(folder, copy, { recursive: true })
  utimesSync(journalPath(copy), 1, 2)
  // Its files may be elsewhere, too: it is read anew.
  expect(await checkReading(copy)).toBe(false)
})

describe('a checkpoint that cannot be believed is as none', () => {
  const small = eventsWith([{ state: 'running', scores: [0.5], reported: [0.5] }])

  test('damaged at any byte, or cut off anywhere', async () => {
    const folder = await runWithCheckpoint(small)
    const whole = readFileSync(checkpointPath(folder))
    for (let i = 0; i < whole.length; i++) {
      const damaged = Buffer.from(whole)
      damaged[i] = (whole[i] ?? 0) ^ 0x10
      writeFileSync(checkpointPath(folder), damaged)
      expect(await readCheckpoint(folder)).toBeUndefined()
      writeFileSync(checkpointPath(folder), whole.subarray(0, i))
      expect(await readCheckpoint(folder)).toBeUndefined()
    }
    expect(await checkReading(folder)).toBe(false)
    writeFileSync(checkpointPath(folder), whole)
    expect(await checkReading(folder)).toBe(true)
  })

  test.each<[string, (written: object) => unknown]>([
    ['of another format', written => ({ ...written, format: 99 })],
    ['of another format and shape', () => ({ format: 99 })],
    ['of no format', () => 'hello'],
    ['without a state', written => ({ ...written, state: undefined })],
    ['of another place', written => ({ ...written, position: { ...startOf(written), offset: 1 } })],
  ])('%s', async (_, change) => {
    const folder = await runWithCheckpoint(small)
    const file = readFileSync(checkpointPath(folder))
    const end = 8 + file.readUInt32LE(4)
    const head = serialize(change(deserialize(file.subarray(8, end))))
    const prefix = Buffer.alloc(8)
    prefix.writeUInt32LE(crc32(head))
    prefix.writeUInt32LE(head.length, 4)
    writeFileSync(checkpointPath(folder), Buffer.concat([prefix, head, file.subarray(end)]))
    expect(await checkReading(folder)).toBe(false)
  })

  test('empty', async () => {
    const folder = await runWithCheckpoint(small)
    writeFileSync(checkpointPath(folder), '')
    expect(await checkReading(folder)).toBe(false)
  })
})

const startOf = (written: object): object =>
  'position' in written && typeof written.position === 'object' && written.position !== null
    ? written.position
    : {}
