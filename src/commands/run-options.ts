import { UserError } from '../base/errors.ts'
import type { Sweep } from '../sweep/sweep.ts'
import type { EngineName } from '../trial/engine-names.ts'

/** Flags that `run`, `resume` and `demo` have in common. */
export interface RunFlags {
  readonly runs: string
  readonly engine: EngineName | 'auto'
  readonly workers?: number
  readonly plain?: boolean
  readonly json?: boolean
  /** A closed terminal ends the session. */
  readonly stopOnHangup?: boolean
  /** Keep the computer awake for as long as the session lasts. */
  readonly inhibitSleep?: boolean
}

export interface BudgetFlags {
  readonly trials?: number
  readonly until?: string
  readonly seed?: number
}

interface NightFlags {
  /** In a process of its own session, which outlives this one and its terminal. */
  readonly detach?: boolean
}

/** Of `run`. */
export type StartOptions = RunFlags &
  BudgetFlags &
  NightFlags & { readonly name?: string; readonly set: readonly string[] }

/** Of `resume`. */
export type ResumeOptions = RunFlags & BudgetFlags & NightFlags & { readonly set?: readonly string[] }

/** The sweep with the command line's budget and seed in place of the file's. */
export function withFlags(sweep: Sweep, { trials, until, seed }: BudgetFlags): Sweep {
  const limits = {
    ...(trials === undefined ? {} : { trials }),
    ...(until === undefined ? {} : timeLimit(until)),
  }
  const { target } = sweep.budget
  const budget =
    Object.keys(limits).length === 0
      ? sweep.budget
      : { ...limits, ...(target === undefined ? {} : { target }) }
  return { ...sweep, budget, seed: seed ?? sweep.seed }
}

/** "07:30" is a time of day, "8h", "45m" or "1.5h" a duration. */
function timeLimit(text: string): { until: string } | { hours: number } {
  const clock = /^(\d{1,2}):(\d{2})$/.exec(text)
  if (clock !== null && Number(clock[1]) < 24 && Number(clock[2]) < 60)
    return { until: text.padStart(5, '0') }
  const duration = /^(\d+(?:\.\d+)?)\s*(h|m|min)$/.exec(text)
  const amount = Number(duration?.[1])
  if (duration !== null && amount > 0) return { hours: duration[2] === 'h' ? amount : amount / 60 }
  throw new UserError(`a time of day (07:30) or a duration (8h, 45m) is needed, not "${text}"`, {
    where: '--until',
  })
}
