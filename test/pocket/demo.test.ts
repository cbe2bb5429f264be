import path from 'node:path'
import { expect, test } from 'vitest'
import { comparison } from '../../src/commands/transfer.ts'
import type { LeaderboardRow } from '../../src/leaderboard/rank.ts'
import { loadSweep } from '../../src/sweep/load.ts'
import { spaceOf } from '../../src/sweep/sweep.ts'

const row = (trial: number, mean: number | null, config: LeaderboardRow['config']): LeaderboardRow => ({
  rank: mean === null ? null : trial + 1,
  trial,
  state: mean === null ? 'failed' : 'completed',
  config,
  origin: 'sampler',
  mean,
  low: null,
  high: null,
  foldScores: [mean],
  predicted: mean,
  tie: false,
  chanceOfBest: null,
  shrunk: null,
  repeatScores: [],
  holdout: null,
  epochs: 1,
  seconds: 1,
  reason: '',
  cause: null,
})

test('pre-training is compared where nothing but the weights differs', () => {
  const trials = [
    row(0, 0.93, { weights: 'bundled', batchSize: 16, dropout: 0.2 }),
    row(1, 0.99, { weights: 'random', batchSize: 32, dropout: 0.2 }),
    row(2, 0.711, { dropout: 0.2, batchSize: 16, weights: 'random' }),
    row(3, null, { weights: 'bundled', batchSize: 32, dropout: 0.2 }),
  ]
  expect(comparison({ metric: 'accuracy', trials })).toEqual([
    'Transfer: pre-trained 0.93 vs. random weights 0.71 (accuracy, same recipe, trials 0 and 2): +22 points.',
  ])
  expect(comparison({ metric: 'accuracy', trials: trials.slice(0, 2) })).toEqual([])
})

test("the demo's file tries one recipe with and without pre-training first", async () => {
  const file = path.resolve(import.meta.dirname, '../../search-spaces/demo.yaml')
  const sweep = await loadSweep(file, [`data.path=${JSON.stringify(import.meta.dirname)}`])
  const [bundled, random] = sweep.enqueue
  expect({ ...random, weights: 'bundled' }).toEqual(bundled)
  expect(random?.weights).toBe('random')
  expect(sweep.recipe.backbone).toBe('Pocket')
  expect([...spaceOf(sweep).keys()]).toContain('learningRate')
  expect((sweep.budget.trials ?? 0) >= 8 && sweep.folds.k >= 3).toBe(true)
})
