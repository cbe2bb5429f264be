import type { Budget } from '../sweep/sweep.ts'
import type { SessionEnd } from './session-end.ts'

/** Seconds that pass, and seconds of training. */
export interface Seconds {
  readonly seconds: number
  readonly training: number
}

/** What a session may use, and what is left of it; infinite where nothing limits it. */
export interface Allowance {
  all(): Seconds
  left(): Seconds
}

/** `spent`: seconds of training so far, those of earlier sessions included. */
export function createAllowance(
  { cost = Infinity }: Budget,
  end: SessionEnd | undefined,
  spent: () => number,
): Allowance {
  const left = () => (end === undefined ? Infinity : end.leftMs() / 1000)
  const atFirst = left()
  return {
    all: () => ({ seconds: atFirst, training: 3600 * cost }),
    left: () => ({ seconds: left(), training: 3600 * cost - spent() }),
  }
}
