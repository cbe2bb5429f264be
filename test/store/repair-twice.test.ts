import { cpSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { repairCommand } from '../../src/commands/repair.ts'
import { leaderboard } from '../../src/leaderboard/rank.ts'
import { stateOf } from '../../src/run/book.ts'
import type { RunEvent } from '../../src/run/event.ts'
import { readJournal } from '../../src/store/journal-reader.ts'
import { journalPath } from '../../src/store/paths.ts'
import { openRun } from '../../src/store/run-folder.ts'
import { output } from '../commands/some-runs.ts'
import { simulate, someSweep } from '../coordinator/simulate.ts'
import { weather } from '../coordinator/weather.ts'
import { line } from './lines.ts'
import { temporaryFolder } from './temporary.ts'

const recipe = { headEpochs: 3, fineTuneEpochs: 0 }
let own: readonly RunEvent[]
let foreign: readonly RunEvent[]
beforeAll(async () => {
  own = (await simulate(someSweep({ recipe }), { curve: weather(3).curve })).journal
  foreign = (await simulate(someSweep({ recipe, seed: 9 }), { curve: weather(4).curve })).journal
})
const lines = (events: readonly RunEvent[]) => events.map(line)

/** What the command makes of a run with these lines. */
async function repair(content: readonly string[]) {
  const runs = temporaryFolder()
  mkdirSync(path.join(runs, 'flowers'))
  writeFileSync(journalPath(path.join(runs, 'flowers')), content.join(''))
  const out = output()
  expect(await repairCommand('flowers', { runs }, out)).toBe(0)
  const events = await readJournal(journalPath(path.join(runs, 'flowers-repaired')))
  return { text: out.text, events }
}

/** A run that was left with a checkpoint. */
async function withCheckpoint(): Promise<{ runs: string; folder: string }> {
  const runs = temporaryFolder()
  const folder = path.join(runs, 'flowers')
  mkdirSync(folder)
  writeFileSync(journalPath(folder), lines(own).join(''))
  const store = await openRun(folder)
  await store.snapshot(await store.readState())
  await store.close()
  return { runs, folder }
}

const trialsOf = (events: readonly RunEvent[]) =>
  stateOf(events).trials.map(({ state, config, folds }) => ({ state, config, folds }))

test.each<[string, (all: string[]) => string[]]>([
  ['each line', all => all.flatMap(text => [text, text])],
  ['the first line', all => [all[0] ?? '', ...all]],
  ['a part', all => [...all.slice(0, 60), ...all.slice(25)]],
  ['the whole', all => [...all, ...all]],
])('%s came twice: it counts once, curves and attempts too', async (_, twice) => {
  const { events, text } = await repair(twice(lines(own)))
  expect(trialsOf(events)).toEqual(trialsOf(own))
  expect(leaderboard(stateOf(events)).trials).toEqual(leaderboard(stateOf(own)).trials)
  expect(text).toMatch(/the same as line \d+/)
})

test.each<[string, (a: string[], b: string[]) => string[]]>([
  ['line by line', (a, b) => a.flatMap((text, i) => [text, b[i] ?? ''])],
  ['one after the other', (a, b) => [...a, ...b]],
])('two runs in one journal, %s: no configuration gets a score of the other run', async (_, mix) => {
  const { events } = await repair(mix(lines(own), lines(foreign)))
  const truth = [...trialsOf(own), ...trialsOf(foreign)]
  for (const { config, folds } of trialsOf(events))
    for (const [fold, { state, metrics }] of folds
      .map(at => at ?? { state: 'none', metrics: {} })
      .entries()) {
      if (state !== 'done') continue
      const same = truth.filter(trial => JSON.stringify(trial.config) === JSON.stringify(config))
      expect(same.map(trial => trial.folds[fold]?.metrics)).toContainEqual(metrics)
    }
})

test('a damaged run that was copied takes its first line from the checkpoint, with files where they are now', async () => {
  const { folder } = await withCheckpoint()
  const runs = temporaryFolder()
  const copy = path.join(runs, 'copied')
  cpSync(folder, copy, { recursive: true })
  writeFileSync(journalPath(copy), lines(own).slice(1).join(''))
  const out = output()
  expect(await repairCommand('copied', { runs }, out)).toBe(0)
  expect(out.text).toContain('Taken from the checkpoint')
  const events = await readJournal(journalPath(`${copy}-repaired`))
  expect(leaderboard(stateOf(events)).trials).toEqual(leaderboard(stateOf(own)).trials)
})

test('a journal whose end was cut off is told by its checkpoint', async () => {
  const { runs, folder } = await withCheckpoint()
  const size = Buffer.byteLength(lines(own).slice(0, 40).join(''))
  truncateSync(journalPath(folder), size)
  const out = output()
  expect(await repairCommand('flowers', { runs }, out)).toBe(0)
  expect(out.text.replace(/\s+/g, ' ')).toContain(
    `The end of the journal is missing: it had ${own.length} lines when its checkpoint was written, now 40.`,
  )
})

test('an empty journal of a run that had begun is told as such, and nobody is told to delete the folder', async () => {
  const { runs, folder } = await withCheckpoint()
  truncateSync(journalPath(folder), 0)
  const told = { message: expect.stringContaining('empty'), next: expect.stringContaining('run.json still') }
  await expect(repairCommand('flowers', { runs }, output())).rejects.toMatchObject(told)
  await expect(openRun(folder)).rejects.toMatchObject(told)
  expect(readdirSync(folder)).not.toContain('lock')
  expect(readFileSync(journalPath(folder), 'utf8')).toBe('')
})
