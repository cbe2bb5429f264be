import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import { repairCommand } from '../../src/commands/repair.ts'
import { leaderboard } from '../../src/leaderboard/rank.ts'
import { stateOf } from '../../src/run/book.ts'
import type { RunEvent } from '../../src/run/event.ts'
import { readJournal } from '../../src/store/journal-reader.ts'
import { journalPath } from '../../src/store/paths.ts'
import { openRun } from '../../src/store/run-folder.ts'
import { output } from '../commands/some-runs.ts'
import { only, session, simulate, someSweep } from '../coordinator/simulate.ts'
import { weather } from '../coordinator/weather.ts'
import { line } from './lines.ts'
import { temporaryFolder } from './temporary.ts'

const sweep = someSweep({ recipe: { headEpochs: 3, fineTuneEpochs: 0 } })
const { curve } = weather(3)

let calm: readonly RunEvent[]
beforeAll(async () => {
  calm = (await simulate(sweep, { curve })).journal
})

const linesOf = (events: readonly RunEvent[]) => events.map(line)
const indexOf = (type: RunEvent['type'], nth = 0) =>
  calm.findIndex((event, i) => event.type === type && only(calm.slice(0, i), type).length === nth)

/** A run with this journal, repaired by the command, and what it said. */
async function repaired(content: string | Buffer, prepare: (folder: string) => unknown = () => undefined) {
  const runs = temporaryFolder()
  const folder = path.join(runs, 'flowers')
  mkdirSync(folder)
  writeFileSync(journalPath(folder), content)
  await prepare(folder)
  const before = readFileSync(journalPath(folder))
  const out = output()
  expect(await repairCommand('flowers', { runs }, out)).toBe(0)
  expect(readFileSync(journalPath(folder)).equals(before)).toBe(true)
  const target = path.join(runs, 'flowers-repaired')
  return { text: out.text, target, events: await readJournal(journalPath(target)).catch(() => []) }
}

const scores = (events: readonly RunEvent[]) =>
  stateOf(events).trials.map(({ number, config, folds }) => ({
    number,
    config,
    scores: folds.map(fold => (fold?.state === 'done' ? fold.metrics : undefined)),
  }))

/** No result that another configuration has come to. */
function expectTrue(events: readonly RunEvent[]): void {
  const truth = scores(calm)
  for (const { number, config, scores: own } of scores(events)) {
    if (Object.keys(config).length === 0) expect(own.every(score => score === undefined)).toBe(true)
    else expect(config).toEqual(truth[number]?.config)
    for (const [fold, score] of own.entries())
      if (score !== undefined) expect(score).toEqual(truth[number]?.scores[fold])
  }
}

const rankingOf = (events: readonly RunEvent[]) => leaderboard(stateOf(events)).trials

test('whichever line is damaged, what is kept is true, and going on comes to what an undisturbed run came to', async () => {
  const random = createRandom(5)
  const whole = linesOf(calm)
  for (let i = 1; i < whole.length; i += 3) {
    const bytes = Buffer.from(whole[i] ?? '')
    const bit = random.integer(0, 8 * (bytes.length - 1) - 1)
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    const content = Buffer.concat(
      [...whole.slice(0, i), bytes, ...whole.slice(i + 1)].map(part => Buffer.from(part)),
    )
    const { events, text, target } = await repaired(content)
    expect(text).toMatch(/left out:\s+line \d+: /)
    expect(text).toContain('nightsweep resume')
    expectTrue(events)
    await (await openRun(target)).close()
    const isConfigLost = calm[i]?.type === 'trialStarted'
    const { journal, end } = await simulate(sweep, { curve, journal: [...events, session()] })
    expect(end).toBe('finished')
    expectTrue(journal)
    if (!isConfigLost && calm[i]?.type !== 'data')
      expect([i, calm[i]?.type, rankingOf(journal)]).toEqual([i, calm[i]?.type, rankingOf(calm)])
  }
})

test('every flipped bit of a line is found out', async () => {
  const whole = Buffer.from(linesOf(calm).join(''))
  const random = createRandom(7)
  const folder = temporaryFolder()
  for (let i = 0; i < 150; i++) {
    const bytes = Buffer.from(whole)
    const bit = random.integer(0, 8 * bytes.length - 1)
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    writeFileSync(path.join(folder, 'journal.ndjson'), bytes)
    const read = await readJournal(path.join(folder, 'journal.ndjson')).catch(() => undefined)
    // The end of the last line: it counts as torn.
    if (read !== undefined) expect(read).toEqual(calm.slice(0, -1))
  }
})

describe('what depends on a lost line', () => {
  const without = (index: number, by = '{"oops\n') =>
    linesOf(calm)
      .map((text, i) => (i === index ? by : text))
      .join('')

  test('a fold whose end is lost is trained again, and its trial is not complete', async () => {
    const { events, text } = await repaired(without(indexOf('foldEnded', 2)))
    const state = stateOf(events)
    const trial = only(calm, 'foldEnded')[2]?.trial ?? 0
    expect(state.trials[trial]?.state).toBe('running')
    expect(text).toContain(`trial ${trial} lacks a fold`)
    expect(text).toContain('not at its end any more')
    expect(state.status).toBe('running')
  })

  test('a fold whose curve has a hole is trained again', async () => {
    const { text } = await repaired(without(indexOf('report', 4)))
    expect(text).toMatch(/Folds that are trained again:\s+trial \d+, fold \d\/3/)
  })

  test('a trial whose configuration is lost keeps its number and counts as failed; the others stay', async () => {
    const { events, text } = await repaired(without(indexOf('trialStarted', 2)))
    const state = stateOf(events)
    expect(state.trials).toHaveLength(6)
    expect(state.trials[2]).toMatchObject({ state: 'failed', config: {} })
    expect(state.trials.filter(trial => trial.state === 'completed')).toHaveLength(5)
    expect(text).toContain('Trials that count as failed, as their configuration is lost: 2')
  })

  test('the first line comes from the checkpoint, where there is one', async () => {
    const prepare = async (folder: string) => {
      writeFileSync(journalPath(folder), linesOf(calm).join(''))
      const store = await openRun(folder)
      await store.snapshot(await store.readState())
      await store.close()
      writeFileSync(journalPath(folder), without(0))
    }
    const { events, text } = await repaired('', prepare)
    expect(text).toContain('Taken from the checkpoint, as the journal has lost it: run')
    expect(rankingOf(events)).toEqual(rankingOf(calm))
    expect(only(events, 'run')[0]?.name).toBe('flowers-repaired')
  })

  test('without one nothing says what the run was', async () => {
    await expect(repaired(without(0))).rejects.toMatchObject({
      name: 'UserError',
      where: expect.stringMatching(/journal\.ndjson:1$/),
      next: expect.stringContaining('No checkpoint knows it either'),
    })
  })
})

describe('what editors and disks make of a journal', () => {
  const text = () => linesOf(calm).join('')

  test.each<[string, (text: string) => Buffer]>([
    ['other line ends', all => Buffer.from(all.replaceAll('\n', '\r\n'))],
    ['a mark at the beginning', all => Buffer.from(`\uFEFF${all}`)],
    ['zeros at the end', all => Buffer.from(`${all}${'\0'.repeat(5000)}`)],
    ['a torn last line', all => Buffer.from(`${all}{"type":"no`)],
  ])('%s: it reads as it is', async (_, change) => {
    const file = path.join(temporaryFolder(), 'journal.ndjson')
    writeFileSync(file, change(text()))
    expect(await readJournal(file)).toEqual(calm)
  })

  test('UTF-16 is told, and repaired', async () => {
    const bytes = Buffer.from(`\uFEFF${text().replaceAll('\n', '\r\n')}`, 'utf16le')
    const file = path.join(temporaryFolder(), 'journal.ndjson')
    writeFileSync(file, bytes)
    await expect(readJournal(file)).rejects.toThrow('UTF-16')
    const { events } = await repaired(bytes)
    expect(rankingOf(events)).toEqual(rankingOf(calm))
  })

  test('a block of zeros in the middle is told as what it is', async () => {
    const lines = linesOf(calm)
    lines[20] = `${'\0'.repeat(300)}${lines[20]}`
    const file = path.join(temporaryFolder(), 'journal.ndjson')
    writeFileSync(file, lines.join(''))
    await expect(readJournal(file)).rejects.toMatchObject({
      where: `${file}:21`,
      message: expect.stringContaining('zeros'),
      next: expect.stringContaining('nightsweep repair'),
    })
  })
})

test('a whole journal needs no repair; a place that is taken is left alone', async () => {
  const { text, events } = await repaired(linesOf(calm).join(''))
  expect(text).toContain('nothing to repair')
  expect(events).toEqual([])
  const taken = repaired(`${linesOf(calm).join('')}oops\n`, folder => mkdirSync(`${folder}-repaired`))
  await expect(taken).rejects.toMatchObject({ name: 'UserError', next: expect.stringContaining('--output') })
})
