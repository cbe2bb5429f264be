import { sampleStandardDeviation } from 'simple-statistics'
import { z } from 'zod'
import { strategy } from '../base/strategy.ts'
import { bestFinished } from './best-finished.ts'
import { asLoss, isBeforeFineTuning, meanLoss, meanOfBest, placeText, wordsOf } from './judging.ts'
import { type Curves, goOn, type PrunedMetric, type Pruner } from './pruner.ts'

const options = z.strictObject({
  type: z.literal('patience'),
  epochs: z.number().int().min(2).default(10).describe('So many epochs without an improvement end a trial.'),
  minDelta: z
    .number()
    .min(0)
    .default(0)
    .describe('Better by no more than this, or than the noise of the curve, does not count.'),
})

/**
 * Stops a trial that is behind the best on the same folds and whose mean curve has not improved for so many epochs. The
 * noise is the standard deviation of its changes from epoch to epoch over those epochs, divided by √2: what is within it
 * counts neither as an improvement nor as being behind. Never before fine-tuning begins.
 *
 * Source: `PatientPruner` of T. Akiba et al., Optuna, 2019, https://doi.org/10.1145/3292500.3330701; noise and the look at
 * the best are ours: a good trial that has converged should be trained to its end.
 */
const createPatiencePruner =
  ({ epochs: patience, minDelta }: z.infer<typeof options>, metric: PrunedMetric): Pruner =>
  (trial, peers, place) => {
    const { fold, epoch } = place
    if (epoch === 'end' || isBeforeFineTuning(trial, fold)) return goOn
    const curve = meanCurve(trial, fold)
    const best = bestFinished(peers)
    if (best === undefined || curve.length <= patience) return goOn
    const before = Math.min(...curve.slice(0, -patience))
    const lately = Math.min(...curve.slice(-patience))
    const margin = Math.max(minDelta, noiseOf(curve.slice(-patience - 1)))
    const counts = trial.folds.map(losses => losses.length)
    const [own, leader] = [meanOfBest(trial, counts), meanOfBest(best.curves, counts)]
    if (own === undefined || leader === undefined) return goOn
    if (lately < before - margin || own <= leader + margin) return goOn
    const { score, number, worse } = wordsOf(metric)
    return {
      action: 'stop',
      reason: `${score(own)} has not improved by more than ${margin.toFixed(3)} for ${patience} epochs and is ${worse} ${number(leader)} of trial ${best.curves.trial}, ${placeText(place)}`,
    }
  }

export const patiencePruner = strategy(
  'Stops a trial that is behind the best and has not improved for so many epochs.',
  options,
  createPatiencePruner,
)

/** After each epoch of fine-tuning, or of all, the mean over the folds that have come so far or ended before. */
function meanCurve({ folds, headEpochs }: Curves, fold: number): number[] {
  const begun = folds
    .map((losses, i) => losses.slice(headEpochs?.[i] ?? 0))
    .filter(({ length }) => length > 0)
  const length = (folds[fold]?.length ?? 0) - (headEpochs?.[fold] ?? 0)
  return Array.from({ length }, (_, epoch) =>
    meanLoss(begun.map(losses => asLoss(losses[Math.min(epoch, losses.length - 1)]))),
  )
}

function noiseOf(losses: readonly number[]): number {
  const changes = losses.slice(1).map((loss, i) => loss - (losses[i] ?? Number.NaN))
  return changes.every(Number.isFinite) && changes.length > 1
    ? sampleStandardDeviation(changes) / Math.SQRT2
    : 0
}
