import type { RunState } from '../../run/state.ts'
import type { Trial } from '../../trial/trial.ts'
import { companyOfRunning } from '../schedule/company.ts'

/** Slots of the executor that are free, and what a fold of a trial takes. */
export interface Room {
  readonly freeSlots: number
  slotsOf(trial: Trial): number
}

export type LastStep =
  | { readonly do: 'fold'; readonly trial: number; readonly fold: number }
  | { readonly do: 'wait' }
  /** Nothing is left to do, or no time. */
  | { readonly do: 'over' }

export const wait: LastStep = { do: 'wait' }

/** Whether one more fold may run beside those that do. */
export function hasRoomFor(trial: Trial, state: RunState, { freeSlots, slotsOf }: Room): boolean {
  if (state.running.size === 0) return true
  return freeSlots > 0 && slotsOf(trial) <= freeSlots && state.running.size < companyOfRunning(state)
}
