import type { RunState } from '../../run/state.ts'
import { foldAt } from '../../trial/fold-places.ts'
import type { FoldState } from '../../trial/trial.ts'
import { companyAfter } from '../retry.ts'

/** How many folds, itself included, may run beside this one. */
export function companyOf(fold: FoldState | undefined): number {
  const isSuspect = fold !== undefined && fold.mishaps > 0 && fold.state !== 'done'
  if (!isSuspect || fold.cause === undefined || fold.together === undefined) return Infinity
  return companyAfter(fold.cause, fold.together)
}

/** The smallest company that a running fold wants. */
export function companyOfRunning({ trials, running }: Pick<RunState, 'trials' | 'running'>): number {
  let smallest = Infinity
  for (const { trial, fold } of running.values()) {
    const at = trials[trial]
    smallest = Math.min(smallest, companyOf(at && foldAt(at, fold)))
  }
  return smallest
}
