import { utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { listCommand } from '../../src/commands/list.ts'
import { journalPath } from '../../src/store/paths.ts'
import { createRun } from '../../src/store/run-folder.ts'
import { temporaryFolder } from '../setup/images.ts'
import { finished, output, runsWith, someEvents } from './some-runs.ts'

async function list(runs: string, json = false) {
  const out = output()
  expect(await listCommand({ runs, json }, out)).toBe(0)
  return out
}

test('each run with its state and what can be done', async () => {
  const runs = await runsWith(someEvents(finished), 'done')
  await runsWith(someEvents(), 'cut-off', runs)
  const [now, died] = [new Date(), new Date()]
  died.setHours(3, 12, 0, 0)
  utimesSync(journalPath(path.join(runs, 'cut-off')), now, died)
  const live = await createRun(runs, 'live')
  await live.append(someEvents())
  const { text } = await list(runs)
  const entries = JSON.parse((await list(runs, true)).text)
  await live.close()
  expect(
    text
      .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'T')
      .replace(String(process.pid), '1')
      .replaceAll(/ +/g, ' ')
      .split('\n'),
  ).toEqual([
    'run state trials best',
    'cut-off interrupted (presumed dead since 03:12) 4/4 accuracy 0.9133',
    'done finished 4/4 accuracy 0.9133',
    'live running (pid 1) 4/4 accuracy 0.9133',
    '',
    '1 run can be resumed:',
    ` nightsweep resume cut-off --runs ${runs}`,
    '',
  ])
  expect(entries).toMatchObject([
    {
      name: 'cut-off',
      state: 'interrupted',
      resume: `nightsweep resume cut-off --runs ${runs}`,
      pid: null,
      presumedDeadSince: died.toISOString(),
    },
    {
      name: 'done',
      state: 'finished',
      presumedDeadSince: null,
      resume: null,
      trials: { completed: 3, pruned: 1 },
      best: { trial: 1 },
    },
    { name: 'live', state: 'running', resume: null, pid: process.pid },
  ])
})

test('trials that are paused are not done', async () => {
  const begun = { type: 'trialStarted', trial: 4, config: {}, origin: 'sampler' } as const
  const paused = { type: 'trialPaused', trial: 4, reason: 'rung 1' } as const
  const { lines } = await list(await runsWith(someEvents(begun, paused)))
  expect(lines[1]).toMatch(/interrupted \(.*\) +4\/4 /)
})

test('a run that cannot be read does not hide the others', async () => {
  const runs = await runsWith(someEvents(finished), 'fine')
  await runsWith(someEvents(finished), 'odd', runs)
  writeFileSync(journalPath(path.join(runs, 'odd')), '{"type":"run","version":99}\n')
  const { lines } = await list(runs)
  expect(lines.slice(1, 3).map(line => line.split(/ +/).slice(0, 2))).toEqual([
    ['fine', 'finished'],
    ['odd', 'unreadable'],
  ])
  expect(lines.at(-1)).toContain('odd: the journal has version 99')
})

test('no runs: how to begin', async () => {
  const empty = temporaryFolder()
  expect((await list(empty)).text).toContain('Start one: nightsweep run <file>')
  expect(JSON.parse((await list(empty, true)).text)).toEqual([])
})
