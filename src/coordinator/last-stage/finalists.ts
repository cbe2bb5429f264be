import type { RunState } from '../../run/state.ts'
import { foldAt } from '../../trial/fold-places.ts'
import { foldSeconds, type Trial } from '../../trial/trial.ts'
import type { Seconds } from '../allowance.ts'
import { companyOf } from '../schedule/company.ts'
import { canFinish } from '../schedule/time.ts'
import { hasRoomFor, type LastStep, type Room, wait } from './room.ts'
import type { Round } from './round.ts'

/** What there is of time and training for finalists, what comes after them taken off. */
export interface Means extends Room {
  readonly secondsLeft: number
  /** Seconds of training. */
  readonly costLeft: number
}

/** Part of a round: the two that are most likely the best come first, as the question is between them above all. */
export function heatsOf({ trials }: Round): (readonly Trial[])[] {
  return [trials.slice(0, 2), trials.slice(2)].filter(({ length }) => length > 0)
}

/** Numbers of a trial's folds of a repeat that are neither done nor running. */
function waitingFolds(trial: Trial, repeat: number, k: number): number[] {
  const folds = Array.from({ length: k }, (_, fold) => repeat * k + fold)
  const states = folds.map(fold => foldAt(trial, fold)?.state)
  // A repeat with a fold that failed will never be complete.
  if (states.includes('failed')) return []
  return folds.filter((_, i) => states[i] === undefined || states[i] === 'stopped')
}

/** Seconds that pass while these trials are trained on what is left of a repeat, and seconds of training. */
export function secondsOf(
  trials: readonly Trial[],
  repeat: number,
  k: number,
  { capacity, slotsOf }: { readonly capacity: number; slotsOf(trial: Trial): number },
): Seconds {
  /** When each worker is free. */
  const free = new Array<number>(Math.max(1, Math.floor(capacity))).fill(0)
  let training = 0
  for (const { trial } of inTurn(trials, repeat, k)) {
    const each = meanSeconds(trial)
    training += each
    const first = free.indexOf(Math.min(...free))
    free[first] = (free[first] ?? 0) + each * Math.min(1, slotsOf(trial))
  }
  return { seconds: Math.max(...free), training }
}

function meanSeconds(trial: Trial): number {
  const done = foldSeconds(trial)
  return done.reduce((sum, seconds) => sum + seconds, 0) / Math.max(1, done.length)
}

/** Which fold of a round is next: those of a heat in turn, fold by fold. A heat that cannot end in time does not begin. */
export function finalistsStep(
  round: Round | undefined,
  state: RunState,
  k: number,
  capacity: number,
  means: Means,
): LastStep {
  const idle: LastStep = state.running.size > 0 ? wait : { do: 'over' }
  if (round === undefined) return idle
  const { repeat } = round
  for (const heat of heatsOf(round)) {
    const need = secondsOf(heat, repeat, k, { capacity, slotsOf: means.slotsOf })
    const isBegun = heat.some(trial => waitingFolds(trial, repeat, k).length < k)
    if (!isBegun && (need.seconds > means.secondsLeft || need.training > means.costLeft)) return idle
    for (const { trial, fold } of inTurn(heat, repeat, k)) {
      if (!canFinish(trial, means.secondsLeft) || means.costLeft <= 0) continue
      const isSuspect = state.running.size >= companyOf(foldAt(trial, fold))
      if (isSuspect || !hasRoomFor(trial, state, means)) return wait
      return { do: 'fold', trial: trial.number, fold }
    }
  }
  return idle
}

function inTurn(trials: readonly Trial[], repeat: number, k: number) {
  const folds = trials.flatMap(trial => waitingFolds(trial, repeat, k).map(fold => ({ trial, fold })))
  return folds.sort((a, b) => a.fold - b.fold)
}
