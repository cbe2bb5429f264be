import { expect, test } from 'vitest'
import { leaderboardCommand } from '../../src/commands/leaderboard.ts'
import { finished, fold, output, runsWith, someEvents } from './some-runs.ts'

async function board(runs: string, options = {}, columns?: number) {
  const out = output(columns)
  expect(await leaderboardCommand('flowers', { runs, ...options }, out)).toBe(0)
  return out
}

test('a table for 80 columns, the tie in words, what has no rank', async () => {
  const runs = await runsWith(someEvents(finished))
  const { lines } = await board(runs)
  expect(lines).toEqual([
    'flowers (finished: 4 of 4 trials): 4 trials, 3 completed on 3 folds; accuracy,',
    'higher is better',
    '',
    '  rank  trial  accuracy  interval     folds    time  learningRate  batchSize',
    '    ≈1      1    0.9133  0.853–0.973    3/3  1m 15s         0.005         32',
    '    ≈2      0    0.9100  0.871–0.949    3/3  1m 15s          0.01         32',
    '     3      2    0.5033  0.481–0.526    3/3  1m 15s       0.00333         32',
    'pruned      3    0.3000                 1/3     25s        1.2e-4         64',
    '',
    'Ranks 1 and 2 cannot be told apart with 3 folds.',
    'Without a rank: 1 trial pruned (why: nightsweep show flowers --runs',
    `${runs} <trial>).`,
  ])
})

test('columns that do not fit are named', async () => {
  const { lines, text } = await board(await runsWith(someEvents(finished)), {}, 62)
  expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(62)
  expect(text.replaceAll('\n', ' ')).toContain('Not shown for lack of width: batchSize.')
})

test('--json is the promised shape, --top its first rows, --csv the same as a table', async () => {
  const runs = await runsWith(someEvents(finished))
  const all = JSON.parse((await board(runs, { json: true })).text)
  expect(Object.keys(all)).toEqual(['run', 'metric', 'goal', 'folds', 'trials'])
  expect(Object.keys(all.trials[0])).toEqual([
    ...'rank trial state config mean low high foldScores predicted tie chanceOfBest shrunk'.split(' '),
    ...'holdout epochs seconds reason cause'.split(' '),
  ])
  const top = JSON.parse((await board(runs, { json: true, top: 2 })).text)
  expect(top).toEqual({ ...all, trials: all.trials.slice(0, 2) })
  expect((await board(runs, { csv: true, top: 1 })).text.trim().split('\r\n')).toHaveLength(2)
})

test('an interrupted run: trials cut off are partial', async () => {
  const begun = { type: 'trialStarted', trial: 4, config: { learningRate: 1 }, origin: 'sampler' } as const
  const { text } = await board(await runsWith(someEvents(begun, ...fold(4, 0, 0.8))))
  expect(text).toContain('flowers (interrupted: its process ended without a word')
  expect(text).toMatch(/partial +4 +0\.8000/)
  expect(text).toContain('1 partial')
})

test('paused trials are told apart from those that run', async () => {
  const begun = { type: 'trialStarted', trial: 4, config: { learningRate: 1 }, origin: 'sampler' } as const
  const paused = { type: 'trialPaused', trial: 4, reason: 'rung 1' } as const
  const { text } = await board(await runsWith(someEvents(begun, ...fold(4, 0, 0.8), paused)))
  expect(text).toMatch(/paused +4 +0\.8000/)
  expect(text).toContain('Without a rank: 1 trial pruned, 1 paused (why:')
})

test('a run without trials says so', async () => {
  const { lines } = await board(await runsWith(someEvents().slice(0, 2)))
  expect(lines.at(-1)).toBe('No trial has begun yet.')
})

test('what cannot be done is told', async () => {
  const runs = await runsWith(someEvents(finished))
  await expect(leaderboardCommand('flwers', { runs }, output())).rejects.toMatchObject({
    message: `there is no run "flwers" in ${runs}`,
    next: expect.stringContaining('flowers'),
  })
  await expect(leaderboardCommand('flowers', { runs, top: 0 }, output())).rejects.toMatchObject({
    where: '--top',
  })
})
