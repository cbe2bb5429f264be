import type { Clock } from '../base/clock.ts'
import type { Budget } from '../sweep/sweep.ts'

/** Seconds that pass, and seconds of training. */
export interface Seconds {
  readonly seconds: number
  readonly training: number
}

/** What a session may use, and what is left of it; infinite where nothing limits it. */
export interface Allowance {
  endAt(deadline: Date): void
  all(): Seconds
  left(): Seconds
}

/** `spent`: seconds of training so far, those of earlier sessions included. */
export function createAllowance({ cost = Infinity }: Budget, clock: Clock, spent: () => number): Allowance {
  const begunAt = clock.now().getTime()
  let deadline = Infinity
  const until = (fromMs: number) => (deadline - fromMs) / 1000
  return {
    endAt(at) {
      deadline = at.getTime()
    },
    all: () => ({ seconds: until(begunAt), training: 3600 * cost }),
    left: () => ({ seconds: until(clock.now().getTime()), training: 3600 * cost - spent() }),
  }
}
