import { medianSorted } from 'simple-statistics'
import { scoreOf } from '../trial/trial.ts'
import type { PrunerOptions } from './options.ts'
import { type Curves, goOn, type PrunedMetric, type Pruner } from './pruner.ts'

/**
 * Stops a trial whose best losses so far, averaged over its folds, are worse than the median of the other trials
 * on the same folds after the same number of epochs. Folds differ in difficulty, so trials are only compared on
 * folds that both have.
 *
 * Source: the median stopping rule of D. Golovin et al., Google Vizier, 2017, https://doi.org/10.1145/3097983.3098043.
 */
export const createMedianPruner =
  (
    { startupTrials, warmupEpochs }: Extract<PrunerOptions, { type: 'median' }>,
    { metric, goal }: PrunedMetric,
  ): Pruner =>
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
