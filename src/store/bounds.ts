import type { RunEvent } from '../run/event.ts'
import type { Sweep } from '../sweep/sweep.ts'

/** How far the numbers of a run's events can go. */
export interface Bounds {
  /** Trials that have begun. */
  readonly trials: number
  /** Number of folds; undefined before the images are known. */
  readonly k: number | undefined
  /** Further splits that finalists may be trained on. */
  readonly repeats: number
}

export const noBounds: Bounds = { trials: 0, k: undefined, repeats: 0 }

/** Which number of the event cannot be, in words. */
export function beyondBounds(event: RunEvent, { trials, k, repeats }: Bounds): string | undefined {
  if (event.type === 'data' && k !== undefined) return 'the images come a second time'
  if (event.type === 'data' && event.folds.k > event.images)
    return `folds.k is ${event.folds.k}, but there are only ${event.images} images`
  if (event.type === 'trialStarted')
    return event.trial === trials ? undefined : `trial is ${event.trial}, but the next one is ${trials}`
  if ('trial' in event && event.trial >= trials)
    return `trial is ${event.trial}, but only ${trials} have begun`
  if ('fold' in event && k === undefined) return 'a fold comes before the images'
  if ('fold' in event && k !== undefined && event.fold >= k * (1 + repeats))
    return `fold is ${event.fold}, but there are ${k} folds, numbered from 0`
  if ('place' in event && event.place !== undefined && k !== undefined && event.place.fold >= k)
    return `place.fold is ${event.place.fold}, but there are ${k} folds, numbered from 0`
  if (event.type === 'report' && event.epoch > event.epochs)
    return `epoch is ${event.epoch}, but ${event.epochs} are planned`
  return undefined
}

export function boundsAfter(event: RunEvent, bounds: Bounds): Bounds {
  if (event.type === 'run') return { ...bounds, repeats: repeatsIn(event.sweep) }
  if (event.type === 'data') return { ...bounds, k: event.folds.k }
  return event.type === 'trialStarted' ? { ...bounds, trials: bounds.trials + 1 } : bounds
}

export const repeatsIn = ({ finalists }: Pick<Sweep, 'finalists'>): number =>
  finalists ? finalists.repeats : 0
