import type { Augment, Recipe } from '../trial/recipe.ts'

/** What `trainFold` has to be given for a recipe. */
export interface Needs {
  /** Frozen backbone + global average pooling, [n, features]. */
  readonly features: boolean
  /** Activations at the cut of `unfreezeDepth`. */
  readonly cut: boolean
  /** Decoded images, because training batches are augmented. */
  readonly pixels: boolean
}

/** Stage one and its validation read features, stage two reads the cut, augmentation reads pixels. */
export function neededFor(recipe: Recipe): Needs {
  return { features: true, cut: hasFineTuning(recipe), pixels: isAugmented(recipe.augment) }
}

export function hasFineTuning(recipe: Recipe): boolean {
  return recipe.unfreezeDepth > 0 && recipe.fineTuneEpochs > 0
}

/** Trained on cached features alone: milliseconds a fold. */
export function isHeadOnly(recipe: Recipe): boolean {
  return !hasFineTuning(recipe) && !isAugmented(recipe.augment)
}

function isAugmented(augment: Augment): boolean {
  return Object.values(augment).some(strength => strength !== false && strength !== 0)
}

/** Epochs of both stages together. */
export function plannedEpochs(recipe: Recipe): number {
  return recipe.headEpochs + (hasFineTuning(recipe) ? recipe.fineTuneEpochs : 0)
}
