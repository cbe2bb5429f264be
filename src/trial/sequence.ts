/** In which order a trial's folds are trained and looked at. Positions count from 0. */
export interface Sequence {
  foldAt(trial: number, position: number): number
  positionOf(trial: number, fold: number): number
}

export const inOrder: Sequence = { foldAt: (_, position) => position, positionOf: (_, fold) => fold }

/**
 * Trial t begins with fold t mod k and goes on with the others in their order: where many trials get but one fold, all folds
 * get as many trials, and none decides alone.
 */
export function rotating(k: number): Sequence {
  return {
    foldAt(trial, position) {
      const first = trial % k
      if (position === 0) return first
      return position <= first ? position - 1 : position
    },
    positionOf(trial, fold) {
      const first = trial % k
      if (fold === first) return 0
      return fold < first ? fold + 1 : fold
    },
  }
}
