import { chosenEpochs } from '../../trial/cross-fit.ts'
import { secondsIn, secondsOf } from '../../trial/curve.ts'
import type { FoldJob, StageEpochs } from '../../trial/job.ts'
import type { Recipe } from '../../trial/recipe.ts'
import type { Objective, Trial } from '../../trial/trial.ts'

/** Without validation images nothing can stop early: a model for the holdout has the epochs that the trial's folds chose. */
export function refitOf(
  { folds }: Pick<Trial, 'folds'>,
  recipe: Recipe,
  objective: Objective,
): Pick<FoldJob, 'recipe' | 'epochs'> {
  const epochs = recipe.earlyStopping === null ? undefined : chosenEpochs(folds, objective)
  return { recipe: { ...recipe, earlyStopping: null }, ...(epochs === undefined ? {} : { epochs }) }
}

/**
 * Seconds that it will take: what the folds took for these epochs, and k/(k − 1) times the images. Undefined before the
 * first fold.
 */
export function refitSeconds(
  { folds }: Pick<Trial, 'folds'>,
  epochs: StageEpochs | undefined,
  k: number,
): number | undefined {
  const done = folds.flatMap(fold => (fold?.state === 'done' ? fold : []))
  if (done.length === 0) return undefined
  const all = done.map(({ curve, seconds }) =>
    epochs === undefined ? seconds : seconds - secondsOf(curve) + secondsIn(curve, epochs),
  )
  return ((all.reduce((sum, seconds) => sum + seconds, 0) / done.length) * k) / (k - 1)
}
