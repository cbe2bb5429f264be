import { copyFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { leaderboard } from '../../src/leaderboard/rank.ts'
import { readRun } from '../../src/store/read-run.ts'
import { openRun } from '../../src/store/run-folder.ts'
import { session, simulate, someSweep } from '../coordinator/simulate.ts'
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
  expect(state.trials[0]?.folds[0]?.reports.map(({ metrics }) => metrics.accuracy)).toEqual([
    0.4451, 0.6145, 0.7193,
  ])
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
  const store = await openRun(copyOfOldRun())
  const journal = [...(await store.read()), session()]
  await store.close()
  const sweep = someSweep({ budget: { trials: 7 } })
  const { end, state } = await simulate(sweep, { journal })
  expect(end).toBe('finished')
  expect(state.trials.map(trial => trial.state).slice(4)).toEqual(['pruned', 'completed', 'completed'])
})
