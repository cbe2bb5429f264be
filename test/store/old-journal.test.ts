import { copyFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { leaderboard } from '../../src/leaderboard/rank.ts'
import { journalVersion, type RunEvent } from '../../src/run/event.ts'
import { readJournal } from '../../src/store/journal-reader.ts'
import { journalPath } from '../../src/store/paths.ts'
import { readRun } from '../../src/store/read-run.ts'
import { openRun } from '../../src/store/run-folder.ts'
import { seriesOf } from '../../src/trial/curve.ts'
import { simulate, someSweep } from '../coordinator/simulate.ts'
import { at, sessionEvent } from '../run/beginning.ts'
import { temporaryFolder } from './temporary.ts'

/** A run of six trials × three folds, written by version 1, interrupted, with a torn last line. Never change it. */
const fixture = path.resolve(import.meta.dirname, '../fixtures/journal-1.ndjson')

function copyOfOldRun(): string {
  const folder = path.join(temporaryFolder(), 'flowers')
  mkdirSync(folder)
  copyFileSync(fixture, path.join(folder, 'journal.ndjson'))
  return folder
}

test('opens and says what it always said', async () => {
  const state = await readRun(copyOfOldRun())
  expect(state).toMatchObject({
    name: 'flowers',
    status: 'interrupted',
    objective: { metric: 'accuracy', goal: 'maximize' },
    seed: 11,
    data: { classes: ['daisy', 'rose'], images: 60, holdout: 10, folds: { k: 3, hash: '9c2a' } },
    session: { engine: 'wasm (4.22.0)', workers: 2 },
    notes: [{ level: 'warning', text: 'one image could not be decoded' }],
  })
  expect(state.trials.map(trial => trial.state)).toEqual([
    'completed',
    'failed',
    'completed',
    'completed',
    'pruned',
    'running',
  ])
  expect(state.trials[1]).toMatchObject({ reason: 'fold 2: fold of trial 1 broke' })
  const curve = state.trials[0]?.folds[0]?.curve
  expect(curve && seriesOf(curve, 'accuracy')).toEqual([0.4451, 0.6145, 0.7193])
  expect(
    leaderboard(state).trials.map(({ trial, mean }) => [trial, mean && Number(mean.toFixed(4))]),
  ).toEqual([
    [3, 0.9159],
    [2, 0.768],
    [0, 0.7341],
    [5, null],
    [4, null],
    [1, 0.9063],
  ])
})

test('and can be resumed', async () => {
  const folder = copyOfOldRun()
  const store = await openRun(folder)
  await store.append([sessionEvent({ version: journalVersion })])
  await store.close()
  const journal = await readJournal(journalPath(folder))
  const sweep = someSweep({ budget: { trials: 7 } })
  const { end, state } = await simulate(sweep, { journal })
  expect(end).toBe('finished')
  expect(state.trials.map(trial => trial.state).slice(4)).toEqual(['pruned', 'completed', 'completed'])
})

test('lines that a newer program adds keep what the old version did not know', async () => {
  const folder = copyOfOldRun()
  const store = await openRun(folder)
  const outcome = { status: 'failed', cause: 'outOfMemory', error: 'no room', epochs: 0, seconds: 1 } as const
  const added: RunEvent[] = [
    sessionEvent({ version: journalVersion, host: 'there' }),
    { type: 'foldStarted', at, trial: 5, fold: 0, attempt: 2 },
    { type: 'foldEnded', at, trial: 5, fold: 0, outcome, together: 3, again: 'apart' },
    { type: 'trialPaused', at, trial: 5, reason: 'waits' },
  ]
  await store.append(added)
  await store.close()
  expect((await readJournal(journalPath(folder))).slice(-added.length)).toEqual(added)
  const { trials } = await readRun(folder)
  expect(trials[5]).toMatchObject({ state: 'paused' })
  expect(trials[5]?.folds[0]).toMatchObject({ cause: 'outOfMemory', again: 'apart', together: 3 })
  // What version 1 wrote is still read as version 1.
  expect(trials[1]?.folds[1]).toMatchObject({ state: 'failed', cause: 'error', again: undefined })
})
