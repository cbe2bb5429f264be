import { allMetrics } from '../trial/metrics/index.ts'
import { effectiveImages } from '../trial/metrics/predictions.ts'
import type { Objective, Results, Trial } from '../trial/trial.ts'
import { foldsDone } from './counts.ts'
import { pooledCounts } from './pooled.ts'

/** What the statistics of a ranking rest on. */
export interface Basis {
  readonly objective: Objective
  readonly k: number
  /** Images that the folds validate on, all together; undefined where nobody has told. */
  readonly images: number | undefined
  /** Images that no fold sees. */
  readonly held?: number
}

export function basisOf({ objective, data, trials }: Results): Basis {
  if (data === undefined) {
    const k = trials.reduce((most, { folds }) => Math.max(most, folds.length), 0)
    return { objective, k, images: undefined }
  }
  return { objective, k: data.folds.k, images: data.images - data.holdout, held: data.holdout }
}

/** The images that a trial's score is a share of; undefined where it is none, or where they are not known. */
export function shareImages(trial: Trial, { objective, images }: Basis): number | undefined {
  const { shareOf } = allMetrics[objective.metric]
  if (shareOf === 'images') return images
  const counts = shareOf === 'classes' ? pooledCounts(trial, objective) : undefined
  return counts && effectiveImages(counts)
}

/** The images that one fold's score is a share of: known from the data, or from the first trial that tells by class. */
export function foldImages(trials: readonly Trial[], basis: Basis): number | undefined {
  const { objective, k, images } = basis
  const { shareOf } = allMetrics[objective.metric]
  if (shareOf !== 'classes') return shareOf === undefined || images === undefined ? undefined : images / k
  const teller = trials.find(trial => pooledCounts(trial, objective) !== undefined)
  const all = teller && shareImages(teller, basis)
  return teller === undefined || all === undefined ? undefined : all / foldsDone(teller)
}
