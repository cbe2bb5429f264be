import { z } from 'zod'
import { strategy } from '../base/strategy.ts'
import { halve } from './halving.ts'
import type { PrunedMetric, Pruner } from './pruner.ts'

const options = z.strictObject({
  type: z.literal('asha'),
  reductionFactor: z
    .number()
    .int()
    .min(2)
    .default(3)
    .describe('Of so many trials one goes on at each rung, and so many times as far to the next one.'),
  minEpochs: z.number().int().min(1).default(1).describe('Epochs up to the lowest rung.'),
})

/**
 * Asynchronous successive halving over epochs, those of all folds as one row. A trial that is not among the best of those
 * that came to the same rung before it is stopped: nobody waits, and nobody is taken up again. Never before fine-tuning
 * begins.
 *
 * Source: L. Li et al., A System for Massively Parallel Hyperparameter Tuning, MLSys 2020,
 * https://arxiv.org/abs/1810.05934; stopping instead of pausing as `SuccessiveHalvingPruner` of Optuna does.
 */
const createAshaPruner =
  ({ reductionFactor, minEpochs }: z.infer<typeof options>, metric: PrunedMetric): Pruner =>
  (trial, peers, place) => {
    const contest = { reductionFactor, lowest: minEpochs, isRival: () => true, where: '' }
    return halve(trial, peers, place, contest, metric)
  }

export const ashaPruner = strategy(
  'Stops all but the best of those that have come to the same rung: after 1, 3, 9, … epochs, over all folds.',
  options,
  createAshaPruner,
)
