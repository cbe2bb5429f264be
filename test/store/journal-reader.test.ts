import { appendFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { journalVersion, type RunEvent } from '../../src/run/event.ts'
import { createJournalReader, type JournalReader, readJournal } from '../../src/store/journal-reader.ts'
import { at, runEvent } from '../run/beginning.ts'
import { line } from './lines.ts'
import { temporaryFolder } from './temporary.ts'

const run = runEvent()
const note = (text: string): RunEvent => ({ type: 'note', at, level: 'info', text })

/** What has come since the last call. */
async function next(journal: JournalReader): Promise<RunEvent[]> {
  const all: RunEvent[] = []
  for await (const events of journal.next()) all.push(...events)
  return all
}

test('each event once, a torn line only when it is whole, whatever its letters', async () => {
  const file = path.join(temporaryFolder(), 'journal.ndjson')
  writeFileSync(file, line(run) + line(note('eins')))
  const journal = createJournalReader(file)
  expect(await next(journal)).toEqual([run, note('eins')])
  expect(await next(journal)).toEqual([])
  const bytes = Buffer.from(line(note('zwei 🌹')) + line(note('drei')))
  const middle = bytes.indexOf(0xf0) + 2
  appendFileSync(file, bytes.subarray(0, middle))
  expect(await next(journal)).toEqual([])
  appendFileSync(file, bytes.subarray(middle))
  expect(await next(journal)).toEqual([note('zwei 🌹'), note('drei')])
})

test('a broken line is named by its number, also far down', async () => {
  const file = path.join(temporaryFolder(), 'journal.ndjson')
  writeFileSync(file, line(run) + line(note('a')))
  const journal = createJournalReader(file)
  await next(journal)
  appendFileSync(file, `${line(note('b'))}{oops\n`)
  await expect(next(journal)).rejects.toMatchObject({ where: `${file}:4` })
})

test('goes on from where another reader stood', async () => {
  const file = path.join(temporaryFolder(), 'journal.ndjson')
  writeFileSync(file, line(run) + line(note('a')))
  const journal = createJournalReader(file)
  await next(journal)
  appendFileSync(file, `${line(note('b'))}{oops\n`)
  const other = createJournalReader(file, journal.position)
  await expect(next(other)).rejects.toMatchObject({ where: `${file}:4` })
  expect(journal.position).toMatchObject({
    line: 2,
    version: journalVersion,
    offset: (line(run) + line(note('a'))).length,
  })
})

test('a journal that grows while it is read is read to its new end', async () => {
  const file = path.join(temporaryFolder(), 'journal.ndjson')
  writeFileSync(file, line(run) + line(note('a')))
  const all: RunEvent[] = []
  for await (const events of createJournalReader(file).next()) {
    all.push(...events)
    if (all.length < 5) appendFileSync(file, line(note(String(all.length))))
  }
  expect(all).toEqual([run, note('a'), note('2'), note('3'), note('4')])
})

test('several pieces, with letters and lines across their borders, and a line longer than a piece', async () => {
  const file = path.join(temporaryFolder(), 'journal.ndjson')
  const notes = [
    ...Array.from({ length: 60 }, (_, i) => note(`${i}${'🌹'.repeat(30_000)}`)),
    note('x'.repeat(9 * mebibyte)),
    note('after the long one'),
  ]
  writeFileSync(file, `${[run, ...notes].map(line).join('')}{"torn`)
  let pieces = 0
  for await (const _ of createJournalReader(file).next()) pieces++
  expect(pieces).toBeGreaterThan(2)
  const read = await readJournal(file)
  expect(read.length).toBe(1 + notes.length)
  // Not compared as a whole: a difference would be printed.
  expect(read.every((event, i) => JSON.stringify(event) === JSON.stringify([run, ...notes][i]))).toBe(true)
})

test('a torn last line longer than a piece waits for its end', async () => {
  const file = path.join(temporaryFolder(), 'journal.ndjson')
  const long = line(note('x'.repeat(9 * mebibyte)))
  writeFileSync(file, line(run) + long.slice(0, -1))
  const journal = createJournalReader(file)
  expect(await next(journal)).toEqual([run])
  appendFileSync(file, '\n')
  expect((await next(journal)).map(event => line(event).length)).toEqual([long.length])
})

test('after several pieces a broken line still has its number', async () => {
  const file = path.join(temporaryFolder(), 'journal.ndjson')
  const notes = Array.from({ length: 6 }, () => note('x'.repeat(mebibyte)))
  writeFileSync(file, `${[run, ...notes].map(line).join('')}{oops\n`)
  await expect(readJournal(file)).rejects.toMatchObject({ name: 'UserError', where: `${file}:8` })
})

const mebibyte = 1024 ** 2
