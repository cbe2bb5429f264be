import { UserError } from '../base/errors.ts'
import { hashOf } from '../base/hash.ts'
import { createRandom } from '../base/random.ts'
import type { Split } from '../trial/job.ts'
import { assignedFolds } from './assigned-folds.ts'
import type { Dataset, ImageFile } from './dataset.ts'
import { dealUnits, takeUnits } from './dealt-units.ts'
import { checkCounts, checkCoverage } from './fold-checks.ts'
import { spreadGroups, unitsOf } from './grouped.ts'
import { dealClasses, takeHoldout } from './stratified.ts'

/** Which fold validates each image. */
export interface Folds {
  readonly k: number
  /** Per image: its fold 0 … k−1, −1 for the outer holdout, −2 for unused. */
  readonly of: readonly number[]
  /** SHA-256 of files, labels and folds. */
  readonly hash: string
}

export interface FoldOptions {
  /** Ignored with `assigned`, which says it itself. */
  readonly k: number
  readonly stratified: boolean
  /** Keep images of one group together; an image without a group stands alone. */
  readonly grouped: boolean
  readonly seed: number
  /** Another split of the same images, from 1; the holdout stays as it is. */
  readonly repeat?: number
  /** Share of the images set aside before folding, in [0, 1). */
  readonly holdout: number
  /** Images that show the same picture stay together, too. Fixed folds are not changed by it. */
  readonly together?: readonly (readonly number[])[]
  /** Images that are not used: fold −2. Fixed folds are not changed by it. */
  readonly leftOut?: ReadonlySet<number>
  /** Fixed folds by file; images that are not listed stay unused. */
  readonly assigned?: Readonly<Record<string, number>>
}

/** Folds made once per run from (images, seed); every trial uses the same ones, so that scores can be compared. */
export function makeFolds(
  images: readonly ImageFile[],
  classes: readonly string[],
  options: FoldOptions,
): Folds {
  const { k, of } =
    options.assigned === undefined
      ? { k: options.k, of: drawFolds(images, classes, options) }
      : assignedFolds(images, options.assigned, options.holdout)
  checkCoverage(images, classes, k, of)
  return { k, of, hash: hashOf({ k, files: images.map(({ file, label }) => [file, label]), of }) }
}

/** The data set without the images that fixed folds do not list: nobody needs to decode them. */
export function withoutUnused(dataset: Dataset, { of }: Folds): Dataset {
  return { ...dataset, images: dataset.images.filter((_, image) => of[image] !== -2) }
}

/** A fold's two sides. Fold −1 opens the holdout: trained on all folds, validated on it. */
export function splitOf({ of }: Folds, fold: number): Split {
  const train: number[] = []
  const validation: number[] = []
  for (const [image, place] of of.entries()) {
    if (place === fold) validation.push(image)
    else if (place >= 0) train.push(image)
  }
  return { train, validation }
}

function drawFolds(images: readonly ImageFile[], classes: readonly string[], options: FoldOptions): number[] {
  const { k, stratified, grouped, seed, repeat = 0, holdout, together = [], leftOut = new Set() } = options
  if (!Number.isInteger(k) || k < 2)
    throw new UserError(`Cross-validation needs at least 2 folds, not ${k}`, { next: 'Set folds.k to 5.' })
  const random = createRandom(seed).fork('folds')
  const dealing = repeat === 0 ? random : random.fork('repeat', repeat)
  const labels = images.map(({ label }) => (stratified ? label : 0))
  const of: number[] = images.map(({ test }, image) => (leftOut.has(image) ? -2 : test ? -1 : 0))
  const used = [...of.keys()].filter(image => of[image] === 0)
  const place = (fold: number) => (image: number) => {
    of[image] = fold
  }
  const check = (units?: number) => checkCounts(images, classes, k, of, units)
  const isFree = (image: number | undefined) => of[image ?? 0] === 0
  if (grouped) {
    const units = unitsOf(images, used, { grouped, together })
    const [held, rest] = spreadGroups(units, labels, [holdout, 1 - holdout], random.fork('holdout'))
    held?.flat().forEach(place(-1))
    check((rest ?? []).length)
    for (const [fold, members] of spreadGroups(rest ?? [], labels, equalShares(k), dealing).entries())
      members.flat().forEach(place(fold))
  } else if (together.length > 0) {
    const units = unitsOf(images, used, { grouped, together })
    takeUnits(units, labels, holdout, k, random.fork('holdout')).flat().forEach(place(-1))
    const rest = units.filter(([first]) => isFree(first))
    check(rest.length)
    for (const [fold, members] of dealUnits(rest, labels, k, dealing).entries()) members.forEach(place(fold))
  } else {
    takeHoldout(used, labels, holdout, k, random.fork('holdout')).forEach(place(-1))
    check()
    const rest = used.filter(isFree)
    for (const [fold, members] of dealClasses(rest, labels, k, dealing).entries())
      members.forEach(place(fold))
  }
  return of
}

function equalShares(k: number): number[] {
  return new Array<number>(k).fill(1 / k)
}
