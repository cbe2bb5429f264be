import { z } from 'zod'
import { strategy } from '../base/strategy.ts'
import { signedRank } from '../stats/signed-rank.ts'
import { bestFinished } from './best-finished.ts'
import { asLoss, doneFolds, meanLoss, placeText, wordsOf } from './judging.ts'
import { goOn, type PrunedMetric, type Pruner } from './pruner.ts'

const options = z.strictObject({
  type: z.literal('wilcoxon'),
  level: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.1)
    .describe('A trial is stopped when chance alone would do this to it more rarely.'),
  startupFolds: z.number().int().min(1).default(2).describe('Folds that every trial gets.'),
})

/**
 * Stops a trial between folds when a signed-rank test finds it worse than the best finished trial on the same folds. With
 * fewer than four folds no difference is rare enough for a level of 0.1.
 *
 * Source: `WilcoxonPruner` of Optuna 3.6, 2024, https://optuna.readthedocs.io.
 */
const createWilcoxonPruner =
  ({ level, startupFolds }: z.infer<typeof options>, metric: PrunedMetric): Pruner =>
  (trial, peers, place) => {
    const best = place.epoch === 'end' ? bestFinished(peers) : undefined
    if (best === undefined) return goOn
    const pairs = doneFolds(trial).map(({ fold, loss }) => ({ own: loss, other: asLoss(best.losses[fold]) }))
    if (pairs.length < startupFolds) return goOn
    const differences = pairs.map(({ own, other }) => (own === other ? 0 : own - other))
    const [own, other] = [meanLoss(pairs.map(pair => pair.own)), meanLoss(pairs.map(pair => pair.other))]
    if (own <= other) return goOn
    const chance = signedRank(differences)
    if (chance >= level) return goOn
    const { score, number, worse } = wordsOf(metric)
    return {
      action: 'stop',
      reason: `${score(own)} ${worse} ${number(other)} of trial ${best.curves.trial} on the same ${pairs.length} folds, p = ${chance.toFixed(3)}, ${placeText(place)}`,
    }
  }

export const wilcoxonPruner = strategy(
  'Stops a trial between folds that a signed-rank test finds worse than the best on the same folds.',
  options,
  createWilcoxonPruner,
)
