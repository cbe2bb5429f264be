import { mean } from 'simple-statistics'
import { type Curve, hasRows, headEpochsOf, metricsAfter, seriesOf } from './curve.ts'
import type { StageEpochs } from './job.ts'
import { type FoldState, type Objective, scoreOf, type Trial } from './trial.ts'

/**
 * A trial's folds, those with early stopping scored at the number of epochs that the trial's other folds choose: the
 * best epoch of a fold's own curve is the luckiest of many looks at its validation images. What is chosen is the lowest
 * point of the mean curve of the others, where one that stopped early goes on with its last value; epochs of the head
 * and of fine-tuning are counted apart, as each stage stops by itself. A fold that stopped before that point counts with
 * the last epoch of the stage, and so does one without others. A fold's score may change when another one ends.
 * The same folds where nothing changes.
 */
export function crossFitted(folds: Trial['folds'], objective: Objective): Trial['folds'] {
  const fitted = folds.flatMap(fold => (fold !== undefined && isFitted(fold) ? fold : []))
  if (fitted.length === 0 || !fitted.every(({ curve }) => hasRows(curve))) return folds
  const stages = new Map(fitted.map(fold => [fold, stagesOf(fold.curve, objective)]))
  return folds.map(fold => {
    const own = fold && stages.get(fold)
    if (fold === undefined || own === undefined) return fold
    const others = fitted.filter(other => other !== fold).flatMap(other => [stages.get(other) ?? []])
    return { ...fold, metrics: metricsAfter(fold.curve, epochFor(own, others)) }
  })
}

/**
 * The epochs after which all folds together are best, for a training without early stopping: those of the head up to the
 * lowest point of its mean curve, then those of fine-tuning if they came lower. Undefined where no curve tells.
 */
export function chosenEpochs(folds: Trial['folds'], objective: Objective): StageEpochs | undefined {
  const told = folds.flatMap(fold =>
    fold?.metrics !== undefined && fold.curve.length > 0 && hasRows(fold.curve) ? [fold.curve] : [],
  )
  const stages = told.map(curve => stagesOf(curve, objective))
  const head = bestOf(stages.map(([first = []]) => [first, []]))
  const best = bestOf(stages)
  if (head === undefined || best === undefined) return undefined
  return { head: head.epoch + 1, fineTune: best.stage === 0 ? 0 : best.epoch + 1 }
}

const isFitted = ({ isCrossFitted, metrics, curve }: FoldState) =>
  isCrossFitted === true && metrics !== undefined && curve.length > 0

/** Losses after each epoch, of the head and of fine-tuning. */
type Stages = readonly (readonly number[])[]

function stagesOf(curve: Curve, objective: Objective): Stages {
  const losses = seriesOf(curve, objective.metric).map(score => {
    const loss = scoreOf(objective, score)
    return Number.isNaN(loss) ? Infinity : loss
  })
  const head = headEpochsOf(curve)
  return [losses.slice(0, head), losses.slice(head)]
}

/** The epoch that counts, from 0 over both stages: the one where the others are best, or the last of its stage. */
function epochFor(own: Stages, others: readonly Stages[]): number {
  const total = own.reduce((sum, { length }) => sum + length, 0)
  const best = bestOf(others)
  if (best === undefined) return total - 1
  const before = own.slice(0, best.stage).reduce((sum, { length }) => sum + length, 0)
  return Math.min(before + best.epoch, before + (own[best.stage]?.length ?? 0) - 1, total - 1)
}

/** Where the mean of these folds is lowest, the earliest among equals; undefined where it is not finite anywhere. */
function bestOf(folds: readonly Stages[]): { stage: number; epoch: number } | undefined {
  let [best, lowest] = [undefined as { stage: number; epoch: number } | undefined, Infinity]
  for (const stage of [0, 1]) {
    const reached = folds.flatMap(fold => (fold[stage]?.length ? [fold[stage]] : []))
    const longest = Math.max(0, ...reached.map(({ length }) => length))
    for (let epoch = 0; epoch < longest; epoch++) {
      const loss = mean(reached.map(losses => losses[Math.min(epoch, losses.length - 1)] ?? Infinity))
      if (loss < lowest) [best, lowest] = [{ stage, epoch }, loss]
    }
  }
  return best
}
