import { z } from 'zod'
import { strategy } from '../base/strategy.ts'
import { studentT } from '../stats/student-t.ts'
import { twoWayResidual } from '../stats/two-way-residual.ts'
import { asLoss, doneFolds, meanLoss, placeText, trialsText, wordsOf } from './judging.ts'
import { goOn, type Peers, type PrunedMetric, type Pruner } from './pruner.ts'

const options = z.strictObject({
  type: z.literal('anova'),
  burnIn: z.number().int().min(2).default(3).describe('Folds that every trial gets.'),
  level: z
    .number()
    .gt(0)
    .lt(0.5)
    .default(0.05)
    .describe('A trial is stopped when chance alone would do this to it more rarely.'),
})

/**
 * Stops a trial between folds when it is worse than the best by more than the one-sided limit of an analysis of variance
 * over trials and folds: t · s · √(2/m), s² the variance that neither explains, m the folds that it has. Compared with the
 * trials that have the same folds.
 *
 * Source: M. Kuhn, Futility Analysis in the Cross-Validation of Machine Learning Models, 2014,
 * https://arxiv.org/abs/1405.6974; `tune_race_anova` of finetune (tidymodels), with its burn-in of three.
 */
const createAnovaPruner =
  ({ burnIn, level }: z.infer<typeof options>, metric: PrunedMetric): Pruner =>
  (trial, peers, place) => {
    const done = doneFolds(trial)
    if (place.epoch !== 'end' || done.length < burnIn) return goOn
    const others = rowsOf(
      peers,
      done.map(({ fold }) => fold),
    )
    const own = done.map(({ loss }) => loss)
    if (others.length === 0) return goOn
    const best = Math.min(...others.map(meanLoss))
    const average = meanLoss(own)
    const { deviation, degrees } = twoWayResidual(average === Infinity ? others : [own, ...others])
    if (degrees < 1) return goOn
    const limit = best + studentT(1 - level, degrees) * deviation * Math.sqrt(2 / own.length)
    if (average <= limit) return goOn
    const { score, number, worse } = wordsOf(metric)
    return {
      action: 'stop',
      reason: `${score(average)} ${worse} ${number(limit)}, as far as chance goes from the best of ${trialsText(others.length)} (${number(best)}), ${placeText(place)}`,
    }
  }

export const anovaPruner = strategy(
  'Stops a trial between folds that an analysis of variance over trials and folds finds worse than the best.',
  options,
  createAnovaPruner,
)

/** Of those that have all of these folds. */
function rowsOf({ count, at }: Peers, folds: readonly number[]): number[][] {
  const rows: number[][] = []
  for (let index = 0; index < count; index++) {
    const { scores } = at(index)
    const row = folds.map(fold => asLoss(scores[fold]))
    if (row.every(Number.isFinite)) rows.push(row)
  }
  return rows
}
