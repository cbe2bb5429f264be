import { medianSorted } from 'simple-statistics'
import { z } from 'zod'
import { strategy } from '../base/strategy.ts'
import { scoreOf } from '../trial/trial.ts'
import { type Curves, goOn, type PrunedMetric, type Pruner } from './pruner.ts'

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
 * folds that both have.
 *
 * Source: the median stopping rule of D. Golovin et al., Google Vizier, 2017, https://doi.org/10.1145/3097983.3098043.
 */
const createMedianPruner =
  ({ startupTrials, warmupEpochs }: z.infer<typeof options>, { metric, goal }: PrunedMetric): Pruner =>
  (trial, peers, { fold, epoch }) => {
    if (epoch <= warmupEpochs || peers.filter(({ finished }) => finished).length < startupTrials) return goOn
    const epochs = trial.folds.map(losses => losses.length)
    const own = meanOfBest(trial, epochs)
    const others = peers
      .filter(peer => peer.trial !== trial.trial)
      .map(peer => meanOfBest(peer, epochs))
      .filter(loss => loss !== undefined)
      .sort((a, b) => a - b)
    if (own === undefined || others.length < startupTrials) return goOn
    const median = medianSorted(others)
    if (own <= median) return goOn
    const show = (loss: number) => scoreOf({ goal }, loss).toFixed(3)
    const side = goal === 'maximize' ? 'below' : 'above'
    return {
      action: 'stop',
      reason: `${metric} ${show(own)} ${side} median ${show(median)} of ${others.length} ${others.length === 1 ? 'trial' : 'trials'} at fold ${fold + 1}, epoch ${epoch}`,
    }
  }

export const medianPruner = strategy(
  'Stops a trial that is worse than the median of the others on the same folds after as many epochs.',
  options,
  createMedianPruner,
)

/** The mean over folds of the lowest loss within so many epochs each; undefined where the trial has not come so far. */
function meanOfBest({ folds, finished }: Curves, epochs: readonly number[]): number | undefined {
  const best: number[] = []
  for (const [fold, count] of epochs.entries()) {
    if (count === 0) continue
    const losses = folds[fold] ?? []
    const isEnough = losses.length >= count || (finished && losses.length > 0)
    if (!isEnough) return undefined
    best.push(Math.min(...losses.slice(0, count).map(diverged)))
  }
  return best.length === 0 ? undefined : best.reduce((sum, loss) => sum + loss, 0) / best.length
}

/** A loss that is not a number counts as the worst of all. */
const diverged = (loss: number) => (Number.isNaN(loss) ? Infinity : loss)
