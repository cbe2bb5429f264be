import type { Racing } from '../../pruners/pruner.ts'
import type { RunState } from '../../run/state.ts'
import type { Trial } from '../../trial/trial.ts'
import type { Core } from '../core.ts'
import { companyOf, companyOfRunning } from './company.ts'
import { type LookAhead, mayBegin } from './look-ahead.ts'
import { type Candidate, type FoldOrder, nextInOrder, waitingFolds } from './order.ts'
import { canBegin, canFinish, type FoldTimes } from './time.ts'

export type Step =
  | { readonly do: 'fold'; readonly trial: number; readonly fold: number }
  | { readonly do: 'ask' }
  /** A paused trial gets one more fold. */
  | { readonly do: 'resume'; readonly trial: number }
  | { readonly do: 'wait' }
  | { readonly do: 'end'; readonly reason: string }

export interface Limits {
  /** Number of folds. */
  readonly k: number
  readonly core: Pick<Core, 'sequence' | 'grantOf' | 'isAtLap' | 'nextResumption'>
  readonly racing: Racing | undefined
  /** Slots of the executor that are free; a fold that needs more than all of them may run alone. */
  readonly freeSlots: number
  slotsOf(trial: Trial): number
  readonly lookAhead: LookAhead
  readonly order: FoldOrder
  /** Why no further trial may begin; undefined while one may. */
  readonly noMoreTrials: string | undefined
  /** More is recorded than written: nothing new is begun. */
  readonly isBehind: boolean
  /** Until the session must end. */
  readonly secondsLeft: number
  /** Kept of that for what comes after the search. */
  readonly reservedSeconds?: number
  /** Kept if this trial should win. */
  readonly reservedFor?: (trial: Trial) => number
  readonly times?: FoldTimes
  /** Why no fold may begin any more; undefined while one may. */
  readonly noMoreFolds?: string | undefined
}

/** New trials that come too late to begin are asked for no more than so many: another may be shorter. */
const mostTooLate = 2
/** More where a last stage follows: an end of the search that idles is an idle end of all. */
const mostBeforeLastStage = 6

const tooLateText = 'no fold can end in the time that is left'

export const wait = { do: 'wait' } as const satisfies Step

/** What to do next. Everything that a sweep may begin is decided here. */
export function schedule(state: RunState, limits: Limits): Step {
  const { running } = state
  if (limits.isBehind || (running.size > 0 && limits.freeSlots <= 0)) return wait
  if (limits.noMoreFolds !== undefined)
    return running.size > 0 ? wait : { do: 'end', reason: limits.noMoreFolds }
  const waiting = [...waitingFolds(state, limits.core)]
  const suspect = waiting.find(isSuspect)
  const company = companyOfRunning(state)
  if (suspect !== undefined) return besideSuspects(suspect, running.size, company)
  if (company < Infinity) return wait
  const { reservedSeconds = 0, reservedFor = () => 0 } = limits
  const secondsLeft = limits.secondsLeft - reservedSeconds
  const leftFor = (trial: Trial) => Math.min(secondsLeft, limits.secondsLeft - reservedFor(trial))
  const inTime = waiting.filter(({ trial }) => canFinish(trial, leftFor(trial), limits.times))
  const next = nextInOrder(inTime, limits.order)
  const isTooLate =
    !canBegin(secondsLeft, limits.times) ||
    countTooLate(waiting, new Set(inTime)) >= (reservedSeconds > 0 ? mostBeforeLastStage : mostTooLate)
  const mayAsk = limits.noMoreTrials === undefined && mayBeginNext(state, limits) && !isTooLate
  if (mayAsk && (next === undefined || isSecondFold(next, limits.order))) return { do: 'ask' }
  if (next !== undefined) return hasRoom(next, state, limits) ? startOf(next) : wait
  if (waiting.length === 0 && limits.racing !== undefined) {
    const { noMoreTrials = isTooLate ? tooLateText : undefined } = limits
    const mayGoOn = (trial: Trial) => canFinish(trial, leftFor(trial), limits.times)
    return race(state, { ...limits, noMoreTrials }, mayGoOn)
  }
  if (running.size > 0) return wait
  if (waiting.length === 0 && limits.noMoreTrials !== undefined)
    return { do: 'end', reason: limits.noMoreTrials }
  return waiting.length > 0 || isTooLate ? { do: 'end', reason: tooLateText } : wait
}

/** Trials that nothing has been trained of and that would not end a fold in time. */
function countTooLate(waiting: readonly Candidate[], inTime: ReadonlySet<Candidate>): number {
  return waiting.filter(one => !inTime.has(one) && one.trial.folds.length === 0).length
}

const startOf = ({ trial, fold }: Candidate): Step => ({ do: 'fold', trial: trial.number, fold })

const isSuspect = ({ trial, fold }: Candidate) => companyOf(trial.folds[fold]) < Infinity

/** Folds that may have killed others go first, among themselves, in a company that gets smaller. */
function besideSuspects(suspect: Candidate, running: number, companyOfOthers: number): Step {
  const company = companyOf(suspect.trial.folds[suspect.fold])
  const isAmongSuspects = running === 0 || companyOfOthers < Infinity
  return isAmongSuspects && running < Math.min(company, companyOfOthers) ? startOf(suspect) : wait
}

function hasRoom({ trial }: Candidate, { running }: RunState, { freeSlots, slotsOf }: Limits): boolean {
  return running.size === 0 || slotsOf(trial) <= freeSlots
}

/** Breadth first, a new trial comes before the second fold of another. */
function isSecondFold({ position }: Candidate, order: FoldOrder): boolean {
  return order === 'breadthFirst' && position > 0
}

/** Where every trial gets one fold whatever others came to, only the end of a lap holds the next one up. */
function mayBeginNext(state: RunState, { racing, core, lookAhead }: Limits): boolean {
  return racing?.isBreadthFirst === true ? !core.isAtLap() : mayBegin(state, lookAhead)
}

/** No trial may begin now: paused ones get further folds, once all have been paused. */
function race(
  state: RunState,
  { racing, core, noMoreTrials }: Limits,
  mayGoOn: (trial: Trial) => boolean,
): Step {
  const isLap = noMoreTrials === undefined
  if (isLap && racing?.isBreadthFirst !== true) return wait
  for (const number of state.open) if (state.trials[number]?.resumedAt === undefined) return wait
  const next = core.nextResumption(isLap)
  const trial = typeof next === 'number' ? state.trials[next] : undefined
  if (trial !== undefined && mayGoOn(trial)) return { do: 'resume', trial: trial.number }
  if (next === 'wait' || state.running.size > 0) return wait
  return isLap ? { do: 'ask' } : { do: 'end', reason: noMoreTrials }
}
