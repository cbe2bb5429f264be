import type { FoldState, Trial } from './trial.ts'

/**
 * Numbers of a trial's folds: 0 … k − 1 are those of the search; rk … rk + k − 1 are those of repeat r, on another split of
 * the same images; −1 is the holdout, which is trained on all others.
 */
export const holdoutFold = -1

/** Repeats that there may be, at most. */
export const mostRepeats = 20

/** It is trained for the last stage: nothing that the search decides depends on it. */
export const isOfLastStage = (fold: number, k: number): boolean => fold < 0 || fold >= k

/** The repeat that a fold belongs to, from 1; 0 is the search. */
export const repeatOf = (fold: number, k: number): number => Math.floor(fold / k)

type Folded = Pick<Trial, 'folds' | 'repeats' | 'holdout'>

export function foldAt({ folds, repeats, holdout }: Folded, fold: number): FoldState | undefined {
  if (fold === holdoutFold) return holdout
  return folds[fold] ?? repeats?.find(one => one.fold === fold)
}

/** Those of the search, of repeats, and the holdout, as far as they have begun. */
export function everyFold({ folds, repeats = [], holdout }: Folded): FoldState[] {
  return [...folds.flatMap(fold => fold ?? []), ...repeats, ...(holdout === undefined ? [] : [holdout])]
}

/**
 * The trial with another fold at this place; undefined where it can have none: a repeat or the holdout is for completed
 * trials.
 */
export function withFold(
  trial: Trial,
  fold: number,
  k: number,
  change: (fold: FoldState | undefined) => FoldState | undefined,
): Partial<Trial> | undefined {
  const isRepeat = trial.repeats?.some(one => one.fold === fold) === true
  if (fold >= 0 && fold < Math.max(k, trial.folds.length) && !isRepeat) {
    const folds = [...trial.folds]
    while (folds.length <= fold) folds.push(undefined)
    folds[fold] = change(folds[fold])
    return { folds }
  }
  const before = foldAt(trial, fold)
  const changed = before === undefined && trial.state !== 'completed' ? undefined : change(before)
  if (changed === undefined) return undefined
  if (fold === holdoutFold) return { holdout: changed }
  const others = trial.repeats?.filter(one => one.fold !== fold) ?? []
  return { repeats: [...others, changed].sort((a, b) => a.fold - b.fold) }
}
