import { createMemo } from '../../src/base/memo.ts'
import type { Curves, Peers } from '../../src/pruners/pruner.ts'

/** What a pruner may know of these trials; `memo` where it is asked about the same ones, or more of them, again. */
export function peersOf(curves: readonly Curves[], memo = createMemo()): Peers {
  return {
    count: curves.length,
    finished: curves.filter(({ finished }) => finished).length,
    at(index) {
      const found = curves[index]
      if (found === undefined) throw new RangeError(`there is no peer ${index} of ${curves.length}`)
      return found
    },
    memo,
  }
}

/** Losses of a trial's folds; those of one that has finished came to their last. */
export function curvesWith(trial: number, folds: readonly (readonly number[])[], finished: boolean): Curves {
  return { trial, folds, scores: folds.map(losses => (finished ? losses.at(-1) : undefined)), finished }
}
