import { wilsonInterval } from '../stats/wilson.ts'
import { allMetrics } from '../trial/metrics/index.ts'
import { effectiveImages } from '../trial/metrics/predictions.ts'
import { isBaseline, type Results, type Trial } from '../trial/trial.ts'
import { type Basis, basisOf } from './basis.ts'

/** The objective on the images that were set aside, of a model trained on all others; `low`, `high`: 95 % interval. */
export interface HoldoutScore {
  readonly score: number
  /** Null where the metric is no share of images. */
  readonly low: number | null
  readonly high: number | null
  readonly images: number
}

/** Null where it was not opened for the trial. */
export function holdoutOf({ holdout }: Pick<Trial, 'holdout'>, basis: Basis): HoldoutScore | null {
  const score = holdout?.metrics?.[basis.objective.metric]
  const { held: images } = basis
  if (holdout === undefined || score === undefined || images === undefined) return null
  const { shareOf } = allMetrics[basis.objective.metric]
  const counted =
    shareOf === 'images'
      ? images
      : shareOf === 'classes'
        ? holdout.counts && effectiveImages(holdout.counts)
        : undefined
  const { low, high } = counted === undefined ? { low: null, high: null } : wilsonInterval(score, counted)
  return { score, low, high, images }
}

/** What the holdout says of a trial. */
export interface HeldOut extends HoldoutScore {
  readonly trial: number
  readonly isBaseline: boolean
  /** Nobody had seen another winner's score on these images before this one was chosen. */
  readonly isUntouched: boolean
}

/** In the order in which they were scored. */
export function heldOutTrials(results: Results & { readonly heldOut: readonly number[] }): HeldOut[] {
  const basis = basisOf(results)
  let opened = 0
  return results.heldOut.flatMap(number => {
    const trial = results.trials[number]
    const scored = trial && holdoutOf(trial, basis)
    if (trial === undefined || scored == null) return []
    const isUntouched = isBaseline(trial) || opened++ === 0
    return { trial: number, isBaseline: isBaseline(trial), isUntouched, ...scored }
  })
}
