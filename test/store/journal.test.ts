import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RunEvent } from '../../src/run/event.ts'
import { openJournal, readJournal } from '../../src/store/journal.ts'
import { at } from '../leaderboard/some-run.ts'
import { anyEvent } from '../run/events.ts'
import { temporaryFolder } from './temporary.ts'

const first: RunEvent = {
  type: 'run',
  version: 1,
  at,
  name: 'flowers',
  sweep: {},
  metric: 'accuracy',
  goal: 'maximize',
  seed: 1,
}
const note = (text: string): RunEvent => ({ type: 'note', at, level: 'info', text })
const newFile = () => path.join(temporaryFolder(), 'journal.ndjson')

async function write(file: string, events: readonly RunEvent[]): Promise<void> {
  const journal = await openJournal(file)
  await Promise.all(events.map(journal.append))
  await journal.close()
}

test('what was appended is read, in order, one object a line', async () => {
  const file = newFile()
  await write(file, [first, note('line\nbreak, "quotes", ünï'), note('b')])
  expect(await readJournal(file)).toEqual([first, note('line\nbreak, "quotes", ünï'), note('b')])
  const lines = readFileSync(file, 'utf8').split('\n')
  expect(lines).toHaveLength(4)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ type: 'run', version: 1 })
})

test('any events come back as they were', async () => {
  const folder = temporaryFolder()
  let number = 0
  await fc.assert(
    fc.asyncProperty(fc.array(anyEvent, { maxLength: 20 }), async events => {
      const file = path.join(folder, String(number++))
      await write(file, [first, ...events])
      expect(await readJournal(file)).toEqual([first, ...events])
    }),
    { numRuns: 20 },
  )
})

test('opening again goes on at the end', async () => {
  const file = newFile()
  await write(file, [first])
  await write(file, [note('second session')])
  expect(await readJournal(file)).toEqual([first, note('second session')])
})

test('a journal that is not there yet is empty', async () => {
  expect(await readJournal(newFile())).toEqual([])
})

describe('a torn last line', () => {
  test('is tolerated wherever the tear is, and cut off before the next append', async () => {
    const file = newFile()
    await write(file, [first, note('kept')])
    const whole = readFileSync(file)
    const line = Buffer.from(`${JSON.stringify(note('torn: ü'))}\n`)
    for (let cut = 0; cut < line.length; cut++) {
      writeFileSync(file, Buffer.concat([whole, line.subarray(0, cut)]))
      expect(await readJournal(file)).toEqual([first, note('kept')])
      await write(file, [note('next')])
      expect(await readJournal(file)).toEqual([first, note('kept'), note('next')])
    }
  })

  test('may be the first one', async () => {
    const file = newFile()
    writeFileSync(file, '{"type":"run","ver')
    expect(await readJournal(file)).toEqual([])
    await write(file, [first])
    expect(await readJournal(file)).toEqual([first])
  })
})

describe('a broken line', () => {
  test.each([
    ['no JSON', 'garbage'],
    ['empty', ''],
    ['a list', '[]'],
    ['no type', '{"at":"2026"}'],
    ['an unknown type', '{"type":"toString","at":"2026"}'],
    ['a missing field', '{"type":"foldStarted","at":"2026","trial":1}'],
  ])('%s: the error names file and line', async (_, line) => {
    const file = newFile()
    await write(file, [first, note('a')])
    appendFileSync(file, `${line}\n${JSON.stringify(note('after'))}\n`)
    await expect(readJournal(file)).rejects.toMatchObject({ name: 'UserError', where: `${file}:3` })
  })

  test('the first line must carry the version', async () => {
    const file = newFile()
    writeFileSync(file, `${JSON.stringify(note('a'))}\n`)
    await expect(readJournal(file)).rejects.toMatchObject({ name: 'UserError', where: `${file}:1` })
  })

  test('a newer version says to update, whatever else its lines hold', async () => {
    const file = newFile()
    writeFileSync(file, `${JSON.stringify({ type: 'run', version: 7 })}\n{"type":"new"}\n`)
    await expect(readJournal(file)).rejects.toThrow('version 7')
    await expect(readJournal(file)).rejects.toMatchObject({
      next: expect.stringContaining('Update nightsweep'),
    })
  })
})
