import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { goCommand, pauseCommand } from '../../src/commands/pause.ts'
import { stopCommand } from '../../src/commands/stop.ts'
import { takeWish } from '../../src/store/control-file.ts'
import { createRun, type RunStore } from '../../src/store/run-folder.ts'
import { temporaryFolder } from '../setup/images.ts'
import { finished, output, runsWith, someEvents, type WithoutTime } from './some-runs.ts'

const at = '2026-01-01T23:00:00.000Z'
const held: WithoutTime = { type: 'held', by: 'user', reason: 'by hand' }

/** A run that this process works on, with a trial in flight. */
async function working(...last: WithoutTime[]): Promise<{ runs: string; store: RunStore }> {
  const runs = temporaryFolder()
  const store = await createRun(runs, 'flowers')
  await store.append(someEvents({ type: 'foldStarted', trial: 3, fold: 1, attempt: 1 }, ...last))
  return { runs, store }
}

/** What was wished, as the session finds it. */
const wished = (store: RunStore) =>
  vi.waitFor(async () => {
    const wish = await takeWish(store.folder)
    expect(wish?.token).toBe(store.token)
    return wish?.wish
  })

test('pause waits for the journal, and says what is still in flight', async () => {
  const { runs, store } = await working()
  const out = output()
  const pausing = pauseCommand('flowers', { runs }, out)
  expect(await wished(store)).toBe('pause')
  await sleep(350)
  expect(out.text).toBe('')
  await store.append([{ ...held, at } as never])
  expect(await pausing).toBe(0)
  await store.close()
  expect(out.lines.at(-1)).toBe(
    `flowers is paused when 1 fold in flight has ended. Go on: nightsweep go flowers --runs ${runs}`,
  )
})

test('go says who still holds the sweep', async () => {
  const disk: WithoutTime = { type: 'held', by: 'disk', reason: 'no room' }
  const { runs, store } = await working(disk, held)
  const out = output()
  const going = goCommand('flowers', { runs }, out)
  expect(await wished(store)).toBe('go')
  await store.append([{ type: 'released', by: 'user', at }])
  expect(await going).toBe(1)
  await store.close()
  expect(out.lines).toEqual(['flowers is still paused: no room'])
})

test.each([
  ['interrupted', 'stopped', 0, /^flowers is stopped. Go on: nightsweep resume flowers --runs /],
  ['finished', '4 of 4 trials', 0, /^flowers has ended: finished: 4 of 4 trials$/],
  ['failed', 'a bug', 1, /^flowers has ended: failed: a bug$/],
] as const)('stop waits until the run has %s', async (state, reason, code, text) => {
  const { runs, store } = await working()
  const out = output()
  const stopping = stopCommand('flowers', { runs, now: true }, out)
  expect(await wished(store)).toBe('stopNow')
  await store.append([{ type: 'ended', state, reason, at }])
  await store.close()
  expect(await stopping).toBe(code)
  expect(out.lines.at(-1)).toMatch(text)
})

test('a run that ends before it has heard of the wish is told as it is, and the wish goes', async () => {
  const { runs, store } = await working()
  const pausing = pauseCommand('flowers', { runs }, output())
  await sleep(50)
  await store.close()
  await expect(pausing).rejects.toThrow(/^flowers has ended meanwhile \(interrupted: its process ended/)
  expect(await takeWish(store.folder)).toBeUndefined()
})

test('nobody works on it: what to do instead', async () => {
  await expect(
    stopCommand('flowers', { runs: await runsWith(someEvents()) }, output()),
  ).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringContaining('nobody works on run flowers now (interrupted: its process ended'),
    next: expect.stringContaining('nightsweep resume flowers'),
  })
  await expect(goCommand('flowers', { runs: await runsWith(someEvents(finished)) })).rejects.toMatchObject({
    next: expect.stringContaining('nightsweep leaderboard flowers'),
  })
})
