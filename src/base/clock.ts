import { uptime } from 'node:os'

/** Where time comes from: the system's, or a simulated one that tests can run fast. */
export interface Clock {
  /** What a clock on the wall shows, for moments that people name. It is set now and then, forwards and backwards. */
  now(): Date
  /** Milliseconds since some moment, for durations: they only grow, and also while the computer sleeps. */
  passedMs(): number
  /** Calls back once after so many ms; the returned function cancels it. */
  after(ms: number, callback: () => void): () => void
}

/** The computer's uptime is a file to be read, which the hot paths can spare most times. */
const lookEveryMs = 500

/**
 * Milliseconds that count sleep, too: `monotonic` stands still meanwhile on Linux, the uptime of the computer goes on
 * (CLOCK_BOOTTIME), and neither is moved when the clock is set.
 */
export function countPassed(monotonicMs: () => number, uptimeMs: () => number): () => number {
  let ahead = Number.NEGATIVE_INFINITY
  let lookedAt = Number.NEGATIVE_INFINITY
  return () => {
    const now = monotonicMs()
    if (now - lookedAt >= lookEveryMs) {
      lookedAt = now
      // Uptime comes in hundredths of a second, on some systems in whole ones: what it lags behind is no way back.
      ahead = Math.max(ahead, uptimeMs() - now)
    }
    return now + ahead
  }
}

export const systemClock: Clock = {
  now: () => new Date(),
  passedMs: countPassed(
    () => performance.now(),
    () => 1000 * uptime(),
  ),
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}
