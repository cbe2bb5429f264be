import type { Curves } from '../pruners/pruner.ts'
import type { Config } from '../space/parameter.ts'
import { recipeOf } from '../sweep/recipe-of.ts'
import type { Sweep } from '../sweep/sweep.ts'
import { hasFineTuning } from '../training/needs.ts'
import { headEpochsOf, seriesOf } from '../trial/curve.ts'
import { lossOf, type Objective, scoreOf, type Trial } from '../trial/trial.ts'

/** Whether a config's recipe has a second stage, which its first epochs do not tell. */
export type FineTunes = (config: Config) => boolean

/** A trial as pruners see it; `fineTunes`: its recipe has a second stage. */
export function curvesOf(
  { number, folds, state }: Trial,
  objective: Objective,
  fineTunes: boolean,
): Curves {
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

/** A config is looked at once. */
export function createFineTunes(sweep: Pick<Sweep, 'recipe'>): FineTunes {
  const known = new WeakMap<Config, boolean>()
  return config => {
    const answer = known.get(config) ?? hasFineTuning(recipeOf(sweep, config))
    known.set(config, answer)
    return answer
  }
}
