import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { RunEvent } from '../../src/run/event.ts'
import { openJournal } from '../../src/store/journal.ts'
import { readJournal } from '../../src/store/journal-reader.ts'
import { at, runEvent } from '../run/beginning.ts'
import { anyJournal } from '../run/events.ts'
import { line as lineOf } from './lines.ts'
import { temporaryFolder } from './temporary.ts'

const first = runEvent()
const note = (text: string): RunEvent => ({ type: 'note', at, level: 'info', text })
const newFile = () => path.join(temporaryFolder(), 'journal.ndjson')

async function write(file: string, events: readonly RunEvent[]): Promise<void> {
  const journal = await openJournal(file)
  await Promise.all(events.map(event => journal.append([event])))
  await journal.close()
}

test('what was appended is read, in order, one object a line', async () => {
  const file = newFile()
  await write(file, [first, note('line\nbreak, "quotes", ünï'), note('b')])
  expect(await readJournal(file)).toEqual([first, note('line\nbreak, "quotes", ünï'), note('b')])
  const lines = readFileSync(file, 'utf8').split('\n')
  expect(lines).toHaveLength(4)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ type: 'run', version: 5 })
})

test('any events come back as they were', async () => {
  const folder = temporaryFolder()
  let number = 0
  await fc.assert(
    fc.asyncProperty(anyJournal, async events => {
      const file = path.join(folder, String(number++))
      await write(file, events)
      expect(await readJournal(file)).toEqual(events)
    }),
    { numRuns: 20 },
  )
})

test('an event counts as appended when the disk has it, not before', async () => {
  const file = newFile()
  const journal = await openJournal(file)
  await journal.append([first])
  const { handle, datasync } = await prototypeOf(file)
  const order: string[] = []
  vi.spyOn(handle, 'datasync').mockImplementation(async function (this: FileHandle) {
    order.push(`${readFileSync(file, 'utf8').split('\n').length - 1} lines, not yet on the disk`)
    await sleep(30)
    await datasync.call(this)
    order.push('on the disk')
  })
  onTestFinished(() => void vi.restoreAllMocks())
  await journal.append([note('a'), note('b')]).then(() => order.push('appended'))
  expect(order).toEqual(['3 lines, not yet on the disk', 'on the disk', 'appended'])
  await journal.close()
})

test('what is appended at once is one write, after what came before it', async () => {
  const file = newFile()
  const journal = await openJournal(file)
  const { handle } = await prototypeOf(file)
  const synced = vi.spyOn(handle, 'datasync')
  onTestFinished(() => void vi.restoreAllMocks())
  await Promise.all([journal.append([first]), journal.append([note('a'), note('b'), note('c')])])
  await journal.close()
  expect(synced).toHaveBeenCalledTimes(2)
  expect(await readJournal(file)).toEqual([first, note('a'), note('b'), note('c')])
})

test('tells its length and checksum', async () => {
  const file = newFile()
  await write(file, [first, note('ü')])
  appendFileSync(file, '{"torn')
  const journal = await openJournal(file)
  await journal.append([note('b')])
  const bytes = readFileSync(file)
  expect(journal.written).toEqual({ bytes: bytes.length, crc: crc32(bytes) })
  await journal.close()
})

/** Node does not export the class whose methods are watched. */
async function prototypeOf(file: string) {
  const opened = await open(file)
  const handle: FileHandle = Object.getPrototypeOf(opened)
  await opened.close()
  return { handle, datasync: handle.datasync }
}

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
    const line = Buffer.from(lineOf(note('torn: ü')))
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
    appendFileSync(file, `${line}\n${lineOf(note('after'))}`)
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
