import type { StageEpochs } from '../trial/job.ts'
import { isAugmented, type Recipe } from '../trial/recipe.ts'
import { penalties } from './logistic/penalties.ts'

/** What `trainFold` has to be given for a recipe. */
export interface Needs {
  /** Frozen backbone + global average pooling, [n, features]. */
  readonly features: boolean
  /** Activations at the cut of `unfreezeDepth`. */
  readonly cut: boolean
  /** Decoded images, because every epoch's are augmented anew. */
  readonly pixels: boolean
  /** Features and cut also of so many augmented versions of each image. */
  readonly views: number
}

/** A logistic regression on frozen features instead of a head that is trained. */
export function isLogistic({ classifier }: Pick<Recipe, 'classifier'>): boolean {
  return classifier === 'logisticRegression'
}

/** Stage one and its validation read features, stage two reads the cut, fresh augmentation reads pixels. */
export function neededFor(recipe: Recipe): Needs {
  if (isLogistic(recipe)) return { features: true, cut: false, pixels: false, views: 0 }
  const views = isAugmented(recipe.augment) ? recipe.augment.views : 0
  const pixels = isAugmented(recipe.augment) && views === 0
  return { features: true, cut: hasFineTuning(recipe), pixels, views }
}

export function hasFineTuning(recipe: Recipe): boolean {
  return !isLogistic(recipe) && recipe.unfreezeDepth > 0 && recipe.fineTuneEpochs > 0
}

/** Trained on cached features alone: milliseconds a fold. */
export function isHeadOnly(recipe: Recipe): boolean {
  return isLogistic(recipe) || (!hasFineTuning(recipe) && !isAugmented(recipe.augment))
}

/** A linear classifier on them, which `training/heads` trains: many folds a task. */
export function isPlainHead(recipe: Recipe): boolean {
  return isHeadOnly(recipe) && recipe.hiddenUnits === 0 && !isLogistic(recipe)
}

/** Epochs of both stages together, all unless told how many; penalties of a logistic regression. */
export function plannedEpochs(recipe: Recipe, epochs?: StageEpochs): number {
  if (isLogistic(recipe)) return Math.min(penalties.length, epochs?.head ?? Infinity)
  const { head, fineTune } = epochs ?? { head: recipe.headEpochs, fineTune: recipe.fineTuneEpochs }
  return head + (hasFineTuning(recipe) ? fineTune : 0)
}
