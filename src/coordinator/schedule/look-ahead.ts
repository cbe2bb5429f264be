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

/** Trials of a few folds each: enough to keep a machine's workers busy, and few, as each profits from those before. */
const few = 4

/** What the file wishes, where anyone looks at results. */
export function lookAheadOf({ sampler, pruner }: Listeners, wished: number = few): LookAhead {
  return sampler.ignoresResults === true && pruner.neverStops === true ? null : wished
}

/** Whether the next trial may begin. */
export function mayBegin({ trials, open }: Pick<RunState, 'trials' | 'open'>, lookAhead: LookAhead): boolean {
  if (lookAhead === null) return true
  const [oldest] = open
  return oldest === undefined || oldest > trials.length - lookAhead
}
