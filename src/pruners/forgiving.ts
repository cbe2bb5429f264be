import { z } from 'zod'
import { strategy } from '../base/strategy.ts'
import { bestFinished } from './best-finished.ts'
import { doneFolds, meanLoss, placeText, wordsOf } from './judging.ts'
import { goOn, type PrunedMetric, type Pruner } from './pruner.ts'

const options = z.strictObject({ type: z.literal('forgiving') })

/**
 * Stops a trial between folds when the mean of its folds is worse than the worst fold of the best finished trial.
 *
 * Source: "forgiving" early-stopped cross-validation of E. Bergman, L. Purucker and F. Hutter, Don't Waste Your Time: Early
 * Stopping Cross-Validation, AutoML 2024, https://arxiv.org/abs/2405.03389.
 */
const createForgivingPruner =
  (_: z.infer<typeof options>, metric: PrunedMetric): Pruner =>
  (trial, peers, place) => {
    const best = place.epoch === 'end' ? bestFinished(peers) : undefined
    const losses = doneFolds(trial).map(({ loss }) => loss)
    if (best === undefined || losses.length === 0) return goOn
    const own = meanLoss(losses)
    const worst = Math.max(...best.losses)
    if (own <= worst) return goOn
    const { score, number, worse } = wordsOf(metric)
    return {
      action: 'stop',
      reason: `mean ${score(own)} ${worse} ${number(worst)}, the worst fold of trial ${best.curves.trial}, ${placeText(place)}`,
    }
  }

export const forgivingPruner = strategy(
  'Stops a trial between folds whose mean is worse than the worst fold of the best.',
  options,
  createForgivingPruner,
)
