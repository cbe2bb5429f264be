import { appendFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { RunEvent } from '../../src/run/event.ts'
import { followJournal } from '../../src/store/follow-journal.ts'
import { at } from '../dashboard/some-live.ts'
import { temporaryFolder } from '../setup/images.ts'

const run: RunEvent = {
  type: 'run',
  version: 1,
  at,
  name: 'x',
  sweep: {},
  metric: 'accuracy',
  goal: 'maximize',
  seed: 1,
}
const note = (text: string): RunEvent => ({ type: 'note', at, level: 'info', text })
const line = (event: RunEvent) => `${JSON.stringify(event)}\n`

test('each event once, a torn line only when it is whole, whatever its letters', async () => {
  const file = path.join(temporaryFolder(), 'journal.ndjson')
  writeFileSync(file, line(run) + line(note('eins')))
  const journal = followJournal(file)
  expect(await journal.next()).toEqual([run, note('eins')])
  expect(await journal.next()).toEqual([])
  const bytes = Buffer.from(line(note('zwei 🌹')) + line(note('drei')))
  const middle = bytes.indexOf(0xf0) + 2
  appendFileSync(file, bytes.subarray(0, middle))
  expect(await journal.next()).toEqual([])
  appendFileSync(file, bytes.subarray(middle))
  expect(await journal.next()).toEqual([note('zwei 🌹'), note('drei')])
})

test('a broken line is named by its number, also far down', async () => {
  const file = path.join(temporaryFolder(), 'journal.ndjson')
  writeFileSync(file, line(run) + line(note('a')))
  const journal = followJournal(file)
  await journal.next()
  appendFileSync(file, `${line(note('b'))}{oops\n`)
  await expect(journal.next()).rejects.toMatchObject({ where: `${file}:4` })
})
