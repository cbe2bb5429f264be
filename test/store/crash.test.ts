import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import type { RunEvent } from '../../src/run/event.ts'
import { readJournal } from '../../src/store/journal-reader.ts'
import { findWriter } from '../../src/store/lock.ts'
import { createRun, openRun } from '../../src/store/run-folder.ts'
import { at, runEvent } from '../run/beginning.ts'
import { temporaryFolder } from './temporary.ts'

/** Appends events to the run folder of its argument for ever and prints each number once it is acknowledged. */
const writer = `
  import { openRun } from ${JSON.stringify(new URL('../../dist/store/run-folder.js', import.meta.url).href)}
  const store = await openRun(process.argv[1])
  const at = new Date().toISOString()
  try {
    for (let trial = 0; ; trial++) {
      await store.append([{ type: 'trialStarted', at, trial, config: {}, origin: 'sampler' }])
      process.stdout.write(trial + '\\n')
    }
  } catch (error) {
    process.stdout.write(error.name + ': ' + error.message + '\\n')
    await store.close()
  }`
const writerArguments = ['--input-type=module', '-e', writer]

async function newRun(): Promise<string> {
  const store = await createRun(temporaryFolder(), 'crash')
  await store.append([runEvent({ name: 'crash' })])
  await store.close()
  return store.folder
}

/** Lines of a child's standard output, handed to `onLine` as they come. */
async function follow(child: ChildProcess, onLine: (line: string) => void): Promise<void> {
  if (child.stdout === null) throw new Error('the child has no standard output')
  const exited = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) onLine(line)
  await exited
}

const trials = (events: readonly RunEvent[]) => events.flatMap(event => ('trial' in event ? event.trial : []))

test('kill -9: every acknowledged event is there, and the run can be taken up again', async () => {
  const folder = await newRun()
  const child = spawn(process.execPath, [...writerArguments, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let acknowledged = -1
  await follow(child, line => {
    acknowledged = Number(line)
    if (acknowledged === 50) {
      expect(child.kill('SIGKILL')).toBe(true)
    }
  })
  expect(acknowledged).toBeGreaterThanOrEqual(50)
  const written = trials(await readJournal(path.join(folder, 'journal.ndjson')))
  expect(written.length).toBeGreaterThan(acknowledged)
  expect(written).toEqual(written.map((_, i) => i))

  expect(await findWriter(folder)).toBeUndefined()
  appendFileSync(path.join(folder, 'journal.ndjson'), '{"type":"torn')
  const store = await openRun(folder)
  await store.append([{ type: 'note', at, level: 'info', text: 'resumed' }])
  expect((await store.readState()).notes.at(-1)).toMatchObject({ text: 'resumed' })
  await store.close()
})

test.skipIf(process.platform === 'win32')('a write that fails half-way leaves only whole lines', async () => {
  const folder = await newRun()
  // A limit of 2 KB on files stands in for a full disk; ignoring its signal turns it into a failed write.
  const command = `trap '' XFSZ; ulimit -f 2; exec "$0" "$@"`
  const child = spawn('bash', ['-c', command, process.execPath, ...writerArguments, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  await follow(child, line => lines.push(line))
  const message = lines.pop()
  expect(message).toMatch(/^UserError: the journal cannot be written \(EFBIG\)/)
  expect(lines.length).toBeGreaterThan(5)
  const written = trials(await readJournal(path.join(folder, 'journal.ndjson')))
  expect(written).toEqual(lines.map(Number))
})
