import { expect, test } from 'vitest'
import { leaderboardCommand } from '../../src/commands/leaderboard.ts'
import { listCommand } from '../../src/commands/list.ts'
import { showCommand } from '../../src/commands/show.ts'
import { lineOf } from '../../src/dashboard/lines.ts'
import { viewOf } from '../../src/dashboard/view.ts'
import { stateOf } from '../../src/run/book.ts'
import { later, live } from '../dashboard/some-live.ts'
import { fold, output, runsWith, someEvents, type WithoutTime } from './some-runs.ts'

const config = { learningRate: 0.1, batchSize: 32 }
const failed: WithoutTime = {
  type: 'foldEnded',
  trial: 4,
  fold: 1,
  outcome: { status: 'failed', cause: 'lost', error: 'its process is gone', epochs: 1, seconds: 2 },
  again: 'elsewhere',
}
const diverged: WithoutTime = {
  type: 'foldEnded',
  trial: 4,
  fold: 2,
  outcome: { status: 'failed', cause: 'diverged', error: 'the loss is not a number', epochs: 1, seconds: 2 },
}
const events = someEvents(
  { type: 'trialStarted', trial: 4, config, origin: 'sampler' },
  ...fold(4, 0, 0.6),
  { type: 'foldStarted', trial: 4, fold: 1, attempt: 1 },
  failed,
  ...fold(4, 1, 0.7),
  { type: 'foldStarted', trial: 4, fold: 2, attempt: 1 },
  diverged,
  { type: 'trialPaused', trial: 4, reason: 'waits for others' },
)

test('a paused trial has its place among those without a rank, and is counted as what it is', async () => {
  const runs = await runsWith(events)
  const board = output()
  await leaderboardCommand('flowers', { runs }, board)
  expect(board.lines.filter(line => /^ *paused +4 /.test(line))).toHaveLength(1)
  expect(board.text).toContain('Without a rank: 1 trial pruned, 1 paused')
  const list = output()
  await listCommand({ runs }, list)
  expect(list.lines[1]).toMatch(/ 4\/4 /)
  const { progress } = viewOf(stateOf(events), live, later(60))
  expect(progress.text).toBe('4/10 trials · 3 completed · 1 pruned · 1 paused')
  expect(progress.fraction).toBeCloseTo((4 + 2 / 3) / 10)
  const end = { type: 'ended', at: later(99).toISOString(), state: 'finished', reason: '' } as const
  expect(lineOf(end, stateOf([...events, end]))).toContain('1 pruned, 1 paused, best')
})

test('show tells of attempts and causes', async () => {
  const runs = await runsWith(events)
  const [text, json] = [output(), output()]
  await showCommand('flowers', 4, { runs }, text)
  expect(text.text).toContain('  fold 2: 2 attempts, one failed (lost): its process is gone\n')
  expect(text.text).toContain('  fold 3: failed (diverged): the loss is not a number\n')
  expect(text.text).not.toContain('fold 1:')
  await showCommand('flowers', 4, { runs, json: true }, json)
  expect(JSON.parse(json.text)).toMatchObject({
    state: 'paused',
    rank: null,
    folds: [
      { state: 'done', attempts: 1, cause: null },
      { state: 'done', attempts: 2, cause: 'lost' },
      { state: 'failed', attempts: 1, cause: 'diverged' },
    ],
  })
})
