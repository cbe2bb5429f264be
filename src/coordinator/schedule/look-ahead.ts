import type { RunState } from '../../run/state.ts'

/**
 * Trial n may know the results of the trials up to n − lookAhead, so it begins when all of those have ended, whoever
 * finished first: one or eight workers then ask the same questions. Null: it looks at no result.
 */
export type LookAhead = number | null

interface Listeners {
  readonly sampler: { readonly ignoresResults?: true }
  readonly pruner: { readonly neverStops?: true }
}

/** Enough trials of a few folds each to keep a machine's workers busy; few, where each one's proposal profits from the last. */
export function defaultLookAhead({ sampler, pruner }: Listeners): LookAhead {
  if (sampler.ignoresResults !== true) return 4
  return pruner.neverStops === true ? null : 8
}

/** Whether the next trial may begin. */
export function mayBegin({ trials, open }: Pick<RunState, 'trials' | 'open'>, lookAhead: LookAhead): boolean {
  if (lookAhead === null) return true
  const [oldest] = open
  return oldest === undefined || oldest > trials.length - lookAhead
}
