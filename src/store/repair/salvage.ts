import { isDeepStrictEqual } from 'node:util'
import { createBook } from '../../run/book.ts'
import { type EventOf, journalVersion, type RunEvent } from '../../run/event.ts'
import type { RunState } from '../../run/state.ts'
import { beyondBounds, boundsAfter, noBounds } from '../bounds.ts'
import { createAttempts } from './attempts.ts'

export interface Salvage {
  /** What of an event is kept, in the order in which it is to be written; nothing where it has no place any more. */
  take(event: RunEvent, line: number): RunEvent[]
  /** A line that cannot be read. */
  lose(line: number, reason: string): void
  /** A line that says word by word what an earlier one said: nothing is lost with it. */
  repeat(line: number, first: number): void
  readonly state: RunState
  readonly leftOut: readonly { readonly line: number; readonly reason: string }[]
  /** Trials whose configuration is lost. */
  readonly lostTrials: readonly number[]
  /** Finished folds that have to be trained again. */
  readonly again: readonly { readonly trial: number; readonly fold: number }[]
}

/**
 * What can be kept of a journal with damaged lines. A line that reads is what was written; but what it means may depend on
 * one that is lost. So a fold counts only with its whole curve, a trial is complete only with all its folds, and a trial
 * whose configuration is lost keeps its number, has failed, and takes its results along.
 */
export function createSalvage(): Salvage {
  const { state, apply } = createBook()
  const attempts = createAttempts()
  const leftOut: { line: number; reason: string }[] = []
  const lostTrials: number[] = []
  const again: { trial: number; fold: number }[] = []
  /** Trials that began a second time with another configuration: later folds may be of either. */
  const contested = new Set<number>()
  let bounds = noBounds
  let damaged = 0
  let lost = 0

  function keep(event: RunEvent): RunEvent {
    bounds = boundsAfter(event, bounds)
    attempts.notice(event, lost)
    apply(event)
    return event
  }

  function take(event: RunEvent, line: number): RunEvent[] {
    const kept = event.type === 'trialStarted' ? lostBefore(event).map(keep) : []
    const wrong = whyNot(event)
    if (wrong === undefined) return [...kept, keep(renewed(event))]
    leftOut.push({ line, reason: wrong })
    lost++
    return kept
  }

  /** In the place of trials whose beginning is lost; each cost a line at least. */
  function lostBefore({ trial, at }: EventOf<'trialStarted'>): RunEvent[] {
    const missing = trial - state.trials.length
    if (missing <= 0 || missing > damaged - lostTrials.length) return []
    return Array.from({ length: missing }, (_, i) => state.trials.length + i).flatMap(number => {
      lostTrials.push(number)
      return [
        { type: 'trialStarted', at, trial: number, config: {}, origin: 'sampler' },
        { type: 'trialEnded', at, trial: number, state: 'failed', reason: lostReason, cause: 'error' },
      ]
    })
  }

  function whyNot(event: RunEvent): string | undefined {
    if (event.type === 'run' && bounds !== noBounds) return 'the run begins a second time'
    const beyond = beyondBounds(event, bounds)
    if (event.type === 'trialStarted' && isOtherConfig(event)) contested.add(event.trial)
    if (beyond !== undefined) return beyond
    const repeated = attempts.repeated(event)
    if (repeated !== undefined) return repeated
    if ('trial' in event && lostTrials.includes(event.trial))
      return `it belongs to trial ${event.trial}, whose configuration is lost`
    if (event.type === 'foldEnded' && contested.has(event.trial)) {
      again.push({ trial: event.trial, fold: event.fold })
      return `trial ${event.trial} began twice with different configurations: nothing tells whose fold ${event.fold + 1} this is`
    }
    if (event.type === 'foldEnded' && !attempts.isWhole(event, lost)) {
      again.push({ trial: event.trial, fold: event.fold })
      return `a part of the curve of trial ${event.trial}, fold ${event.fold + 1} is lost: it is trained again`
    }
    if (event.type === 'trialEnded' && event.state === 'completed' && !isComplete(event.trial))
      return `trial ${event.trial} lacks a fold: it goes on`
    if (event.type === 'ended' && event.state === 'finished' && damaged > 0 && state.open.size > 0)
      return 'the sweep is not at its end any more'
    return undefined
  }

  const isOtherConfig = ({ trial, config }: EventOf<'trialStarted'>) =>
    trial < state.trials.length && !isDeepStrictEqual(state.trials[trial]?.config, config)

  function isComplete(number: number): boolean {
    const folds = state.trials[number]?.folds ?? []
    const done = folds.filter(fold => fold?.state === 'done').length
    return done === state.data?.folds.k
  }

  return {
    take,
    lose(line, reason) {
      damaged++
      leftOut.push({ line, reason })
      lost++
    },
    repeat(line, first) {
      leftOut.push({ line, reason: `the same as line ${first}` })
    },
    state,
    leftOut,
    lostTrials,
    again,
  }
}

const lostReason = 'its beginning was lost with a damaged line of the journal'

/** Lines of older versions are written as the present one writes them. */
function renewed(event: RunEvent): RunEvent {
  return event.type === 'session' && event.version !== undefined
    ? { ...event, version: journalVersion }
    : event
}
