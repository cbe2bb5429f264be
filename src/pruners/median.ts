import { z } from 'zod'
import { strategy } from '../base/strategy.ts'
import { allMetrics, metricNames } from '../trial/metrics/index.ts'
import { scoreOf } from '../trial/trial.ts'
import { createMedians, type Medians } from './medians.ts'
import { type Curves, goOn, type Peers, type PrunedMetric, type Pruner, type Split } from './pruner.ts'

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
  ({ startupTrials, warmupEpochs }: z.infer<typeof options>, { metric, goal }: PrunedMetric): Pruner =>
  (trial, peers, { fold, epoch }) => {
    if (epoch === 'end' || epoch <= warmupEpochs || peers.finished < startupTrials) return goOn
    if (isBeforeFineTuning(trial, fold)) return goOn
    const epochs = trial.folds.map(losses => losses.length)
    const own = meanOfBest(trial, epochs)
    const others = mediansOf(peers, epochs)
    if (own === undefined || others === undefined || others.count < startupTrials) return goOn
    const { median, count } = others
    if (own <= median + noiseOf(epochs, median, peers.split, metric)) return goOn
    const show = (loss: number) => scoreOf({ goal }, loss).toFixed(3)
    const side = goal === 'maximize' ? 'below' : 'above'
    return {
      action: 'stop',
      reason: `${metric} ${show(own)} ${side} median ${show(median)} of ${count} ${count === 1 ? 'trial' : 'trials'} at fold ${fold + 1}, epoch ${epoch}`,
    }
  }

export const medianPruner = strategy(
  'Stops a trial that is worse than the median of the others on the same folds after as many epochs.',
  options,
  createMedianPruner,
)
/** A head's epochs say little of what becomes of a trial once its backbone is trained, too. */
function isBeforeFineTuning({ folds, headEpochs }: Curves, fold: number): boolean {
  return headEpochs !== undefined && (folds[fold]?.length ?? 0) <= (headEpochs[fold] ?? 0)
}

/** Of rates: by how much two trials on the same images differ by chance, if they share half of the binomial variance. */
function noiseOf(epochs: readonly number[], loss: number, split: Split | undefined, metric: string): number {
  const name = metricNames.find(known => known === metric)
  const [low, high] = name === undefined ? [-Infinity, Infinity] : allMetrics[name].bounds
  if (low !== 0 || high !== 1 || split?.images === undefined) return 0
  const folds = epochs.filter(count => count > 0).length
  const p = Math.min(1, Math.abs(loss))
  return Math.sqrt((p * (1 - p)) / (split.images * folds))
}

/** By the number of epochs of each fold. */
const createTable = () => new Map<string, Medians>()
/** With early stopping there are many such numbers; those asked for longest ago are computed again. */
const mostTables = 2000

/** Each peer is looked at once for every number of epochs that trials are compared at. */
function mediansOf({ count, at, memo }: Peers, epochs: readonly number[]): ReturnType<Medians['before']> {
  const table = memo(createTable)
  const key = epochs.join()
  const medians = table.get(key) ?? createMedians()
  table.delete(key)
  table.set(key, medians)
  if (table.size > mostTables) table.delete([...table.keys()][0] ?? '')
  for (let index = medians.length; index < count; index++) medians.add(meanOfBest(at(index), epochs))
  return medians.before(count)
}

/** The mean over folds of the lowest loss within so many epochs each; undefined where the trial has not come so far. */
function meanOfBest({ folds, finished }: Curves, epochs: readonly number[]): number | undefined {
  let [sum, compared] = [0, 0]
  for (const [fold, count] of epochs.entries()) {
    if (count === 0) continue
    const losses = folds[fold] ?? []
    const isEnough = losses.length >= count || (finished && losses.length > 0)
    if (!isEnough) return undefined
    sum += lowest(losses, count)
    compared++
  }
  return compared === 0 ? undefined : sum / compared
}

/** A loss that is not a number counts as the worst of all. */
function lowest(losses: readonly number[], count: number): number {
  let best = Infinity
  for (let epoch = 0; epoch < count && epoch < losses.length; epoch++) {
    const loss = losses[epoch] ?? Infinity
    if (loss < best) best = loss
  }
  return best
}
