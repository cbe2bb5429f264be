import type { Clock } from './clock.ts'

/** The beat of this process: what watches others takes its time from it, so that it blames nobody for its own sleep. */
export interface Pulse {
  /** Calls back at each beat with the ms since the last one in which this process was awake. Returns what ends it. */
  onBeat(listener: (awakeMs: number) => void): () => void
  /** Calls back first thing after a gap of so many ms: the computer slept, or this process was stopped. */
  onWake(listener: (sleptMs: number) => void): () => void
  stop(): void
}

/** Once a second, as often as a host shows that it lives. */
const usualMs = 1000

/** A beat that comes later than that is no longer a busy machine's. */
const longestMs = 10_000

/** Beats until it is stopped. */
export function createPulse(
  { passedMs, after }: Pick<Clock, 'passedMs' | 'after'>,
  everyMs = usualMs,
): Pulse {
  const beats = new Set<(awakeMs: number) => void>()
  const wakes = new Set<(sleptMs: number) => void>()
  let last = passedMs()
  let cancel = after(everyMs, beat)

  function beat(): void {
    const now = passedMs()
    const gap = now - last
    last = now
    cancel = after(everyMs, beat)
    const slept = gap > everyMs + longestMs ? gap - everyMs : 0
    if (slept > 0) for (const wake of [...wakes]) wake(slept)
    for (const listener of [...beats]) listener(gap - slept)
  }

  return {
    onBeat: listener => added(beats, listener),
    onWake: listener => added(wakes, listener),
    stop: () => cancel(),
  }
}

function added<T>(set: Set<T>, item: T): () => void {
  set.add(item)
  return () => void set.delete(item)
}
