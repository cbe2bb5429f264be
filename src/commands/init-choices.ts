import { UserError } from '../base/errors.ts'
import type { Dataset } from '../data/dataset.ts'
import type { Duplicates } from '../data/duplicates/policies.ts'
import { makeFolds } from '../data/folds.ts'
import type { ImageSize } from '../data/image-sizes.ts'
import { oneLine } from '../text/width.ts'
import type { BackboneName } from '../trial/backbone-names.ts'
import type { MetricName } from '../trial/recipe.ts'

/** What `init` proposes for a data set. */
export interface Choices {
  readonly imageSize: number
  readonly k: number
  readonly holdout: number
  readonly grouped: boolean
  /** The table says the folds; they exclude a holdout. */
  readonly givenFolds?: boolean
  readonly metric: MetricName
  readonly imbalanced: boolean
  readonly batchSizes: readonly number[]
  readonly unfreezeDepth: number
  readonly backbones: readonly BackboneName[]
  /** Few images are worth changed versions of them. */
  readonly augmented: boolean
  readonly hiddenUnits: readonly number[]
}

/**
 * Values that suit the number, balance and size of the images; the folds are tried, so they are known to work.
 * Duplicates are kept together.
 */
export function choose(
  dataset: Dataset,
  sizes: readonly ImageSize[],
  seed: number,
  together: Duplicates['groups'] = [],
): Choices {
  const forFolds = dataset.images.filter(({ test }) => !test)
  const counts = countClasses({ ...dataset, images: forFolds })
  const imbalanced = Math.max(...counts) >= 1.5 * Math.min(...counts)
  const folds = chooseFolds(dataset, Math.min(...counts), seed, together)
  const training = forFolds.length * (1 - folds.holdout) * (1 - 1 / folds.k)
  return {
    ...folds,
    imageSize: chooseSize(sizes, dataset.images.length),
    metric: imbalanced ? 'balancedAccuracy' : 'accuracy',
    imbalanced,
    batchSizes: chooseBatches(training),
    unfreezeDepth: dataset.images.length < 500 ? 3 : 4,
    backbones: chooseBackbones(dataset.images.length),
    augmented: dataset.images.length <= fewImages,
    hiddenUnits: training < enoughForHidden ? [0] : [0, 128],
  }
}

/** Images per class, in the order of the classes. */
export function countClasses({ classes, images }: Dataset): number[] {
  const counts = new Array<number>(classes.length).fill(0)
  for (const { label } of images) counts[label] = (counts[label] ?? 0) + 1
  return counts
}

/** The middle value of the shorter sides. */
export function medianSide(sizes: readonly ImageSize[]): number {
  const sides = sizes.map(({ width, height }) => Math.min(width, height)).sort((a, b) => a - b)
  return sides[Math.floor(sides.length / 2)] ?? 0
}

/**
 * A size that official weights are for, not below the photos' own as far as that can be paid for: the time goes with the
 * square of the size.
 */
export function chooseSize(sizes: readonly ImageSize[], images: number): number {
  const side = medianSide(sizes)
  const affordable = affordableSize(images)
  return [96, 128, 160, 192, 224].find(size => size >= Math.min(side, affordable)) ?? 224
}

export const affordableSize = (images: number) =>
  images <= 1000 ? 224 : images <= 3000 ? 192 : images <= 20_000 ? 160 : 128

/** So few are worth augmenting; each changed version costs another pass through the frozen layers. */
const fewImages = 500
/** Training images of a fold, for a hidden layer. */
const enoughForHidden = 300

/** The larger a network, the fewer images it is affordable for. */
function chooseBackbones(images: number): readonly BackboneName[] {
  if (images <= 200) return ['MobileNetV2', 'EfficientNetB0', 'ResNet50']
  return images <= 20_000 ? ['MobileNetV2', 'EfficientNetB0'] : ['MobileNetV2', 'MobileNetV2-0.5']
}

function chooseFolds(
  { classes, images, skipped, assigned }: Dataset,
  smallest: number,
  seed: number,
  together: Duplicates['groups'],
): Pick<Choices, 'k' | 'holdout' | 'grouped' | 'givenFolds'> {
  if (smallest < 2)
    throw new UserError(
      `The class "${smallestOf(classes, images)}" has ${smallest === 0 ? 'no image that can be read' : 'only 1 image'}`,
      {
        details: skipped.slice(0, 3).map(({ file, reason }) => oneLine(`left out: ${file} (${reason})`)),
        next: 'At least 2 are needed to train on one and validate on the other; 20 or more make a sweep worthwhile.',
      },
    )
  if (assigned !== undefined) {
    const k = Object.values(assigned).reduce((most, fold) => Math.max(most, fold + 1), 0)
    return { k, holdout: 0, grouped: false, givenFolds: true }
  }
  const grouped = images.some(({ group }) => group !== undefined)
  const hasTest = images.some(({ test }) => test)
  const holdout = leavesEnough(smallest) && !hasTest ? holdoutShare : 0
  const most = Math.min(5, Math.floor(smallest * (1 - holdout)))
  for (let k = most; k > 2; k--) {
    if (works({ k, holdout })) return { k, holdout, grouped }
  }
  makeFolds(images, classes, { k: 2, stratified: true, grouped, together, seed, holdout })
  return { k: 2, holdout, grouped }

  function works(tried: { k: number; holdout: number }): boolean {
    try {
      makeFolds(images, classes, { ...tried, stratified: true, grouped, together, seed })
      return true
    } catch (error) {
      if (error instanceof UserError) return false
      throw error
    }
  }
}

/** What is set aside is of no use for training: each class must keep so many images there, besides those of a fold. */
const [holdoutShare, leastTraining, usualFolds] = [0.15, 20, 5]

const leavesEnough = (smallest: number) =>
  Math.floor(smallest * (1 - holdoutShare) * (1 - 1 / usualFolds)) >= leastTraining

function smallestOf(classes: readonly string[], images: Dataset['images']): string {
  return (
    classes.find((_, label) => images.filter(image => image.label === label && !image.test).length < 2) ?? ''
  )
}

/** Up to three sizes that leave at least eight steps an epoch. */
function chooseBatches(training: number): number[] {
  const fitting = [4, 8, 16, 32, 64].filter(size => size * 8 <= training)
  return fitting.length === 0 ? [4] : fitting.slice(-3)
}
