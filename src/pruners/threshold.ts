import { z } from 'zod'
import { strategy } from '../base/strategy.ts'
import { scoreOf } from '../trial/trial.ts'
import { isBeforeFineTuning, meanOfBest, placeText, wordsOf } from './judging.ts'
import { goOn, type PrunedMetric, type Pruner } from './pruner.ts'

const options = z.strictObject({
  type: z.literal('threshold'),
  score: z.number().describe('What a trial must reach, in the metric of the objective.'),
  warmupEpochs: z
    .number()
    .int()
    .min(0)
    .default(5)
    .describe('The first epochs of each fold, which are never judged.'),
  warmupFolds: z.number().int().min(0).default(0).describe('The first folds, which are never judged.'),
})

/**
 * Stops a trial whose best losses so far, averaged over its folds, have not reached an absolute bound, whatever other
 * trials came to. Never before fine-tuning begins.
 *
 * Source: `ThresholdPruner` of T. Akiba et al., Optuna, 2019, https://doi.org/10.1145/3292500.3330701.
 */
const createThresholdPruner =
  ({ score, warmupEpochs, warmupFolds }: z.infer<typeof options>, metric: PrunedMetric): Pruner =>
  (trial, _peers, place) => {
    const { fold, epoch } = place
    if (epoch === 'end' || epoch <= warmupEpochs || fold < warmupFolds) return goOn
    if (isBeforeFineTuning(trial, fold)) return goOn
    const own = meanOfBest(
      trial,
      trial.folds.map(losses => losses.length),
    )
    const bound = scoreOf(metric, score)
    if (own === undefined || own <= bound) return goOn
    const { score: text, number, worse } = wordsOf(metric)
    return {
      action: 'stop',
      reason: `${text(own)} ${worse} the threshold ${number(bound)} ${placeText(place)}`,
    }
  }

export const thresholdPruner = strategy(
  'Stops a trial that has not reached an absolute score after so many epochs and folds.',
  options,
  createThresholdPruner,
)
