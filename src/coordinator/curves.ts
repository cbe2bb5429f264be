import type { Curves } from '../pruners/pruner.ts'
import { headEpochsOf, seriesOf } from '../trial/curve.ts'
import { lossOf, type Objective, scoreOf, type Trial } from '../trial/trial.ts'

/** A trial as pruners see it; `fineTunes`: its recipe has a second stage. */
export function curvesOf({ number, folds, state }: Trial, objective: Objective, fineTunes: boolean): Curves {
  return {
    trial: number,
    folds: folds.map(fold =>
      fold === undefined
        ? []
        : seriesOf(fold.curve, objective.metric).map(score => scoreOf(objective, score)),
    ),
    scores: folds.map(fold => (fold?.metrics === undefined ? undefined : lossOf(objective, fold.metrics))),
    finished: state === 'completed',
    ...(fineTunes
      ? { headEpochs: folds.map(fold => (fold === undefined ? 0 : headEpochsOf(fold.curve))) }
      : {}),
  }
}
