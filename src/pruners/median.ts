import { z } from 'zod'
import { strategy } from '../base/strategy.ts'
import { allMetrics, metricNames } from '../trial/metrics/index.ts'
import { isBeforeFineTuning, meanOfBest, placeText, trialsText, wordsOf } from './judging.ts'
import { goOn, type PrunedMetric, type Pruner, type Split } from './pruner.ts'
import { valuesAt } from './values-at.ts'

const options = z.strictObject({
  type: z.literal('median'),
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
 * Stops a trial whose best losses so far, averaged over its folds, are worse than the median of the other trials
 * on the same folds after the same number of epochs. Folds differ in difficulty, so trials are only compared on
 * folds that both have. Never before fine-tuning begins, and never on differences that may be chance.
 *
 * Source: the median stopping rule of D. Golovin et al., Google Vizier, 2017, https://doi.org/10.1145/3097983.3098043.
 */
const createMedianPruner =
  ({ startupTrials, warmupEpochs }: z.infer<typeof options>, shown: PrunedMetric): Pruner =>
  (trial, peers, place) => {
    const { fold, epoch } = place
    if (epoch === 'end' || epoch <= warmupEpochs || peers.finished < startupTrials) return goOn
    if (isBeforeFineTuning(trial, fold)) return goOn
    const epochs = trial.folds.map(losses => losses.length)
    const own = meanOfBest(trial, epochs)
    const others = valuesAt(peers, epochs).before(peers.count)
    if (own === undefined || others === undefined || others.count < startupTrials) return goOn
    const { median, count } = others
    if (own <= median + noiseOf(epochs, median, peers.split, shown.metric)) return goOn
    const { score, number, worse } = wordsOf(shown)
    return {
      action: 'stop',
      reason: `${score(own)} ${worse} median ${number(median)} of ${trialsText(count)} ${placeText(place)}`,
    }
  }

export const medianPruner = strategy(
  'Stops a trial that is worse than the median of the others on the same folds after as many epochs.',
  options,
  createMedianPruner,
)
/** Of rates: by how much two trials on the same images differ by chance, if they share half of the binomial variance. */
function noiseOf(epochs: readonly number[], loss: number, split: Split | undefined, metric: string): number {
  const name = metricNames.find(known => known === metric)
  const [low, high] = name === undefined ? [-Infinity, Infinity] : allMetrics[name].bounds
  if (low !== 0 || high !== 1 || split?.images === undefined) return 0
  const folds = epochs.filter(count => count > 0).length
  const p = Math.min(1, Math.abs(loss))
  return Math.sqrt((p * (1 - p)) / (split.images * folds))
}
