import { mean } from 'simple-statistics'
import { chanceBelow } from '../../stats/fold-model/improvement.ts'
import { scoreOf } from '../../trial/trial.ts'
import type { Curves, Field, PrunedMetric } from '../pruner.ts'
import { fitRace } from './fit.ts'
import type { Scale } from './scale.ts'

/** "after fold 1: accuracy 0.871". */
export function cameTo({ scores }: Curves, { metric, goal }: PrunedMetric): string {
  const done = scores.flatMap((loss, fold) => (loss === undefined ? [] : [{ loss, fold }]))
  const [first] = done
  const where = done.length === 1 && first !== undefined ? `fold ${first.fold + 1}` : `${done.length} folds`
  return `after ${where}: ${metric} ${show(goal, mean(done.map(({ loss }) => loss)))}`
}

export function percent(chance: number): string {
  if (chance < 0.0005) return 'under 0.1 %'
  return `${(100 * chance).toFixed(chance < 0.1 ? 1 : 0)} %`
}

/** "expected of all 5 folds: accuracy 0.868 ± 0.012, chance to be best 0.4 %"; ± one standard deviation. */
export function farewells(
  field: Field,
  { metric, goal }: PrunedMetric,
  scale: Scale,
  isBlind: boolean,
): (trial: number) => string {
  const { k, losses } = field
  const model = fitRace(losses, field, scale, !isBlind)
  let best = Infinity
  for (let trial = 0; trial < losses.length / k; trial++) {
    const { mean: centre, sd } = model.predict(trial) ?? { mean: Infinity, sd: 1 }
    if (sd === 0 && centre < best) best = centre
  }
  return trial => {
    const predicted = model.predict(trial)
    if (predicted === undefined) return 'no fold of it is done'
    const folds = losses
      .subarray(trial * k, (trial + 1) * k)
      .reduce((n, x) => n + (Number.isNaN(x) ? 0 : 1), 0)
    const centre = scale.toLoss(predicted.mean)
    const half =
      (scale.toLoss(predicted.mean + predicted.sd) - scale.toLoss(predicted.mean - predicted.sd)) / 2
    const chance = best === Infinity ? '' : `, chance to be best ${percent(chanceBelow(predicted, best))}`
    return `after ${folds} of ${k} folds; expected of all: ${metric} ${show(goal, centre)} ± ${half.toFixed(3)}${chance}`
  }
}

const show = (goal: PrunedMetric['goal'], loss: number) => scoreOf({ goal }, loss).toFixed(3)
