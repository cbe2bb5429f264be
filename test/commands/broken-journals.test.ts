import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { leaderboardCommand } from '../../src/commands/leaderboard.ts'
import { listCommand } from '../../src/commands/list.ts'
import { resumeCommand } from '../../src/commands/resume.ts'
import { showCommand } from '../../src/commands/show.ts'
import { watchCommand } from '../../src/commands/watch.ts'
import { journalPath } from '../../src/store/paths.ts'
import { at, journalSweep } from '../run/beginning.ts'
import { temporaryFolder } from '../setup/images.ts'
import { line as sealedLine } from '../store/lines.ts'
import { output, someEvents } from './some-runs.ts'

type Line = Readonly<Record<string, unknown>>

/** A whole night's journal in which one line is another: the first of its type, or one more after the trials' begin. */
interface Broken {
  readonly change?: { readonly type: string; readonly to: (line: Line) => Line }
  readonly insert?: Line
  readonly says: RegExp
  readonly detail?: RegExp
}

const data = (to: (line: Line) => Line) => ({ type: 'data', to })
const run = (to: (line: Line) => Line) => ({ type: 'run', to })
const folds = (k: unknown) => ({ folds: { k, hash: 'h' } })
const { data: _, ...sweepWithoutData } = journalSweep()
const spent = { epochs: 3, seconds: 9 }

const cases: Readonly<Record<string, Broken>> = {
  'a fold of ten millions': {
    insert: { type: 'foldStarted', at, trial: 0, fold: 1e7, attempt: 1 },
    says: /fold is 10000000, but there are 3 folds/,
  },
  'a fold that ends and never was': {
    insert: { type: 'foldEnded', at, trial: 0, fold: 1e7, outcome: { status: 'stopped', ...spent } },
    says: /fold is 10000000/,
  },
  'more folds than images': {
    change: data(line => ({ ...line, ...folds(31) })),
    says: /folds\.k is 31, but there are only 30 images/,
  },
  'a milliard folds of as many images': {
    change: data(line => ({ ...line, ...folds(1e9), images: 2e9 })),
    says: /not an event/,
    detail: /^folds\.k: .*10000/,
  },
  'no folds': { change: data(line => ({ ...line, ...folds(0) })), says: /not an event/ },
  'a trial far beyond the next': {
    insert: { type: 'trialStarted', at, trial: 1e9, config: {}, origin: 'sampler' },
    says: /trial is 1000000000, but the next one is 1/,
  },
  'a trial that is no whole number': {
    insert: { type: 'trialStarted', at, trial: 1.5, config: {}, origin: 'sampler' },
    says: /not an event/,
  },
  'the end of a trial that has not begun': {
    insert: { type: 'trialEnded', at, trial: 1e9, state: 'completed', reason: '' },
    says: /trial is 1000000000, but only 1 have begun/,
  },
  'an outcome without metrics': {
    insert: { type: 'foldEnded', at, trial: 0, fold: 0, outcome: { status: 'done', bestEpoch: 1, ...spent } },
    says: /not an event/,
    detail: /^outcome\.metrics: /,
  },
  'a failure of an unknown cause': {
    insert: {
      type: 'foldEnded',
      at,
      trial: 0,
      fold: 0,
      outcome: { status: 'failed', cause: 'bad luck', error: '', ...spent },
    },
    says: /not an event/,
  },
  'an epoch beyond the planned ones': {
    insert: {
      type: 'report',
      at,
      trial: 0,
      fold: 0,
      epoch: 1e9,
      epochs: 3,
      stage: 'head',
      trainLoss: 1,
      metrics: {},
      seconds: 1,
    },
    says: /epoch is 1000000000, but 3 are planned/,
  },
  'skipped files that are numbers': {
    change: data(line => ({ ...line, skipped: [1] })),
    says: /not an event/,
    detail: /^skipped\.0: /,
  },
  'a sweep without data': {
    change: run(line => ({ ...line, sweep: sweepWithoutData })),
    says: /not an event/,
    detail: /^sweep\.data: /,
  },
  'no sweep': { change: run(line => ({ ...line, sweep: null })), says: /not an event/ },
  'a time that is none': {
    insert: { type: 'session', at: 'soon', engine: 'wasm', device: 'cpu', workers: 1 },
    says: /not an event/,
  },
  'an unknown event': { insert: { type: 'coffee', at }, says: /not an event/ },
  'lists in lists without end': {
    insert: {
      type: 'trialStarted',
      at,
      trial: 1,
      config: JSON.parse(`{"a":${'['.repeat(2000)}${']'.repeat(2000)}}`),
      origin: 'sampler',
    },
    says: /not an event/,
  },
  'a second beginning': { insert: { ...someEvents()[0] }, says: /begins a second time/ },
  'other images': { insert: { ...someEvents()[1] }, says: /the images come a second time/ },
  'a newer version': { change: run(line => ({ ...line, version: 99 })), says: /version 99/ },
  'half a version': { change: run(line => ({ ...line, version: 0.5 })), says: /0\.5 is no version/ },
  'a version far below the first': {
    change: run(line => ({ ...line, version: -1e15 })),
    says: /-1000000000000000 is no version/,
  },
  'a newer session': {
    insert: { type: 'session', at, engine: 'x', device: 'y', workers: 1, version: 99 },
    says: /version 99/,
  },
}

/** The folder of runs, the journal in it and the number of its broken line. */
function runsWithBroken({ change, insert }: Broken) {
  const lines: Line[] = someEvents().map(event => ({ ...event }))
  let number = 5
  if (insert !== undefined) lines.splice(number - 1, 0, insert)
  if (change !== undefined) {
    const index = lines.findIndex(({ type }) => type === change.type)
    lines[index] = change.to(lines[index] ?? {})
    number = index + 1
  }
  const runs = temporaryFolder()
  const folder = path.join(runs, 'flowers')
  mkdirSync(folder)
  writeFileSync(journalPath(folder), lines.map(sealedLine).join(''))
  return { runs, where: `${journalPath(folder)}:${number}` }
}

const commands = {
  leaderboard: (runs: string) => leaderboardCommand('flowers', { runs }, output()),
  'leaderboard --json': (runs: string) => leaderboardCommand('flowers', { runs, json: true }, output()),
  show: (runs: string) => showCommand('flowers', 0, { runs }, output()),
  resume: (runs: string) => resumeCommand('flowers', { runs, engine: 'wasm', plain: true }),
  'watch --plain': (runs: string) => watchCommand('flowers', { runs, plain: true }, output()),
}

describe.each(Object.entries(cases))('a journal with %s', (_, broken) => {
  test.each(Object.entries(commands))('%s names file and line', async (_, command) => {
    const { runs, where } = runsWithBroken(broken)
    const begun = performance.now()
    await expect(command(runs)).rejects.toMatchObject({
      name: 'UserError',
      where,
      message: expect.stringMatching(broken.says),
      details: broken.detail ? [expect.stringMatching(broken.detail)] : expect.anything(),
      next: expect.stringMatching(/restore it from a copy|Update nightsweep/),
    })
    expect(performance.now() - begun).toBeLessThan(5000)
  })

  test('list shows it as unreadable', async () => {
    const out = output()
    const { runs } = runsWithBroken(broken)
    expect(await listCommand({ runs, json: true }, out)).toBe(0)
    expect(JSON.parse(out.text)).toMatchObject([
      { name: 'flowers', state: 'unreadable', reason: expect.stringMatching(broken.says), resume: null },
    ])
  })
})
