import { expect, test } from 'vitest'
import { leaderboardCommand } from '../../src/commands/leaderboard.ts'
import { showCommand } from '../../src/commands/show.ts'
import { finished, fold, output, runsWith, someEvents, withParameters } from './some-runs.ts'

async function board(runs: string, options = {}, columns?: number) {
  const out = output(columns)
  expect(await leaderboardCommand('flowers', { runs, ...options }, out)).toBe(0)
  return out
}

test('a table for 80 columns, the tie in words, what has no rank', async () => {
  const runs = await runsWith(someEvents(finished))
  const { lines } = await board(runs)
  const text = lines.join('\n')
  expect(lines[3]).toMatch(/^ +rank +trial +accuracy +interval +best +folds +time +learningRate/)
  expect(lines[4]).toMatch(/^ +≈1 +1 +0\.9133 +0\.761–1\.000 +53 % +3\/3 +1m 15s/)
  expect(lines[5]).toMatch(/^ +≈2 +0 +0\.9100 +0\.756–1\.000 +47 % +3\/3 +1m 15s/)
  expect(lines[6]).toMatch(/^ +3 +2 +0\.5033 +0\.263–0\.744 +3\/3 +1m 15s/)
  expect(lines[7]).toMatch(/^pruned +3 +~0\.\d{4} +1\/3 +25s/)
  expect(text).toContain('The best is trial 1 (53 %) or 0 (47 %).')
  expect(text).toMatch(/expect\s+about\s+0\.\d{4}\./)
  expect(text).toMatch(/Without\s+a\s+rank:\s+1\s+trial\s+pruned/)
})

test('columns that do not fit are named', async () => {
  const { lines, text } = await board(await runsWith(someEvents(finished)), {}, 62)
  expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(62)
  expect(text.replaceAll('\n', ' ')).toMatch(/Not shown for lack of width: (learningRate, )?batchSize\./)
})

test('--json is the promised shape, --top its first rows, --csv the same as a table', async () => {
  const runs = await runsWith(someEvents(finished))
  const all = JSON.parse((await board(runs, { json: true })).text)
  expect(Object.keys(all)).toEqual(['run', 'metric', 'goal', 'folds', 'trials'])
  expect(Object.keys(all.trials[0])).toEqual([
    ...'rank trial state config origin mean low high foldScores repeatScores predicted tie chanceOfBest shrunk'.split(
      ' ',
    ),
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
  expect(text).toMatch(/partial +4 +~0\.\d{4}/)
  expect(text).toContain('1 partial')
})

test('paused trials are told apart from those that run', async () => {
  const begun = { type: 'trialStarted', trial: 4, config: { learningRate: 1 }, origin: 'sampler' } as const
  const paused = { type: 'trialPaused', trial: 4, reason: 'rung 1' } as const
  const { text } = await board(await runsWith(someEvents(begun, ...fold(4, 0, 0.8), paused)))
  expect(text).toMatch(/paused +4 +~0\.\d{4}/)
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

test('several objectives: the front first and in words, --front from cheap to dear', async () => {
  const runs = await runsWith(withParameters([9e6, 2e6, 1e6]))
  const { text, lines } = await board(runs, {}, 100)
  const [head, ...rows] = lines.slice(lines.indexOf('') + 1)
  expect(head).toMatch(/^ +rank +trial +accuracy +interval +front +params +best/)
  expect(rows[0]).toMatch(/^ +≈1 +1 .* front +2M/)
  expect(rows[1]).toMatch(/^ +3 +2 .* front +1M/)
  expect(rows[2]).toMatch(/^ +≈2 +0 .* near +9M/)
  expect(text.replaceAll('\n', ' ')).toContain(
    'Front of accuracy against parameters: 2 trials that no other is better than in all; 1 more within noise of it.',
  )
  const { objectives, trials } = JSON.parse((await board(runs, { json: true, front: true })).text)
  expect(objectives[1]).toEqual({ metric: 'parameters', goal: 'minimize' })
  expect(trials).toMatchObject([
    { trial: 2, front: true, knee: false, values: { parameters: 1e6 } },
    { trial: 1, front: true, knee: false, values: { parameters: 2e6 } },
  ])
  const show = output()
  expect(await showCommand('flowers', 0, { runs }, show)).toBe(0)
  expect(show.text).toMatch(/Objectives\n +accuracy +0\.9100\n +parameters +9M\n +front +within noise of it/)
})

test('--front of one objective is refused', async () => {
  const runs = await runsWith(someEvents(finished))
  await expect(board(runs, { front: true })).rejects.toThrow('has one objective, so it has no front')
})
