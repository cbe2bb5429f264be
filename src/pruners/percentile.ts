import { z } from 'zod'
import { strategy } from '../base/strategy.ts'
import { isBeforeFineTuning, meanOfBest, placeText, trialsText, wordsOf } from './judging.ts'
import { goOn, type PrunedMetric, type Pruner } from './pruner.ts'
import { valuesAt } from './values-at.ts'

const options = z.strictObject({
  type: z.literal('percentile'),
  percentile: z
    .number()
    .gt(0)
    .lt(100)
    .default(25)
    .describe('A trial goes on while it is among the best so many percent of the others.'),
  startupTrials: z
    .number()
    .int()
    .min(1)
    .default(5)
    .describe('Finished trials needed before anything is pruned.'),
  warmupEpochs: z
    .number()
    .int()
    .min(0)
    .default(1)
    .describe('The first epochs of each fold, which are never judged.'),
})

/**
 * Stops a trial whose best losses so far, averaged over its folds, are worse than a percentile of the other trials on the
 * same folds after the same number of epochs; the 50th is the median rule. Never before fine-tuning begins.
 *
 * Source: `PercentilePruner` of T. Akiba et al., Optuna, 2019, https://doi.org/10.1145/3292500.3330701.
 */
const createPercentilePruner =
  ({ percentile, startupTrials, warmupEpochs }: z.infer<typeof options>, metric: PrunedMetric): Pruner =>
  (trial, peers, place) => {
    const { fold, epoch } = place
    if (epoch === 'end' || epoch <= warmupEpochs || peers.finished < startupTrials) return goOn
    if (isBeforeFineTuning(trial, fold)) return goOn
    const epochs = trial.folds.map(losses => losses.length)
    const own = meanOfBest(trial, epochs)
    const others = valuesAt(peers, epochs).quantileBefore(peers.count, percentile / 100)
    if (own === undefined || others === undefined || others.count < startupTrials) return goOn
    if (own <= others.quantile) return goOn
    const { score, number, worse } = wordsOf(metric)
    const best = `the best ${percentile} % of ${trialsText(others.count)}`
    return {
      action: 'stop',
      reason: `${score(own)} ${worse} ${number(others.quantile)}, the limit of ${best}, ${placeText(place)}`,
    }
  }

export const percentilePruner = strategy(
  'Stops a trial that is not among the best percent of the others on the same folds after as many epochs.',
  options,
  createPercentilePruner,
)
