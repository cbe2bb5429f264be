import type { Curves } from '../pruners/pruner.ts'
import { lastEpochOf, seriesOf } from '../trial/curve.ts'
import { type FoldState, lossOf, type Objective, type Place, scoreOf, type Trial } from '../trial/trial.ts'

/** A trial as pruners see it, up to a place; one that the pruner stopped, up to where it did. */
export function curvesOf(
  trial: Trial,
  objective: Objective,
  upTo: Place | undefined = trial.stoppedAt,
): Curves {
  const seen = trial.folds.map((state, fold) => visible(state, fold, upTo))
  return {
    trial: trial.number,
    folds: seen.map((fold, i) => lossesOf(fold, objective, upTo?.fold === i ? upTo.epoch : 'end')),
    scores: seen.map((fold, i) => {
      const isOver = upTo === undefined || i < upTo.fold || upTo.epoch === 'end'
      return isOver && fold?.metrics !== undefined ? lossOf(objective, fold.metrics) : undefined
    }),
    finished: trial.state === 'completed',
  }
}

function visible(fold: FoldState | undefined, index: number, upTo: Place | undefined): FoldState | undefined {
  return upTo === undefined || index <= upTo.fold ? fold : undefined
}

function lossesOf(
  fold: FoldState | undefined,
  objective: Objective,
  epoch: Place['epoch'],
): readonly number[] {
  if (fold === undefined) return []
  const losses = seriesOf(fold.curve, objective.metric).map(score => scoreOf(objective, score))
  // Epochs are numbered from 1 without gaps, but for studies of a caller's own.
  if (epoch === 'end' || epoch >= lastEpochOf(fold.curve)) return losses
  return losses.slice(0, epoch)
}
