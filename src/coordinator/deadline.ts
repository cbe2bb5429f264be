import type { Clock } from '../base/clock.ts'
import type { Pulse } from '../base/pulse.ts'
import type { SessionEnd } from './session-end.ts'

/** Clocks are set, and timers do not count the time a computer sleeps: look at least this often. */
const longestWaitMs = 60_000

/** What is reserved may change while one waits, so that half of the way is gone at a time. */
const shortestWaitMs = 500

interface DeadlineHooks {
  /** Its wakes are looked at at once. */
  readonly pulse?: Pick<Pulse, 'onWake'> | undefined
  /** Of the time that is left, for what comes last. */
  reservedSeconds?(): number
  /** Nothing but what is reserved is left. Told once. */
  onReserved?(reason: string): void
  onOver(reason: string): void
}

/** Calls back once when the session's time is over. The returned function ends the watch. */
export function watchDeadline(
  end: SessionEnd | undefined,
  clock: Pick<Clock, 'after'>,
  hooks: DeadlineHooks,
): () => void {
  const { pulse, onReserved, onOver, reservedSeconds = () => 0 } = hooks
  let cancel = () => {}
  let isReserveTold = false
  if (end === undefined) return cancel
  const look = () => {
    const { reason } = end
    const leftMs = end.leftMs()
    if (leftMs <= 0) {
      unwake?.()
      return onOver(reason)
    }
    const freeMs = leftMs - 1000 * reservedSeconds()
    if (freeMs <= 0 && !isReserveTold) {
      isReserveTold = true
      onReserved?.(reason)
    }
    const wait = freeMs > 0 && freeMs < leftMs ? Math.max(shortestWaitMs, freeMs / 2) : leftMs
    cancel = clock.after(Math.min(leftMs, wait, longestWaitMs), look)
  }
  const unwake = pulse?.onWake(() => {
    cancel()
    look()
  })
  look()
  return () => {
    cancel()
    unwake?.()
  }
}
