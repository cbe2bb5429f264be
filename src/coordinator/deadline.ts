import type { Clock } from '../base/clock.ts'
import type { Budget } from '../sweep/sweep.ts'
import { deadlineOf } from './budget.ts'

/** Timers do not count the time a computer sleeps: look at the clock at least this often. */
const longestWaitMs = 60_000

/** What is reserved may change while one waits, so that half of the way is gone at a time. */
const shortestWaitMs = 500

interface DeadlineHooks {
  onBegin?(at: Date): void
  /** Of the time that is left, for what comes last. */
  reservedSeconds?(): number
  /** Nothing but what is reserved is left. Told once. */
  onReserved?(reason: string): void
  onOver(reason: string): void
}

/** Calls back once when the budget's time is over. The returned function ends the watch. */
export function watchDeadline(budget: Budget, clock: Clock, hooks: DeadlineHooks): () => void {
  const { onBegin, onReserved, onOver, reservedSeconds = () => 0 } = hooks
  const deadline = deadlineOf(budget, clock.now())
  let cancel = () => {}
  let isReserveTold = false
  if (deadline === undefined) return cancel
  onBegin?.(deadline.at)
  const look = () => {
    const leftMs = deadline.at.getTime() - clock.now().getTime()
    if (leftMs <= 0) return onOver(deadline.reason)
    const freeMs = leftMs - 1000 * reservedSeconds()
    if (freeMs <= 0 && !isReserveTold) {
      isReserveTold = true
      onReserved?.(deadline.reason)
    }
    const wait = freeMs > 0 && freeMs < leftMs ? Math.max(shortestWaitMs, freeMs / 2) : leftMs
    cancel = clock.after(Math.min(leftMs, wait, longestWaitMs), look)
  }
  look()
  return () => cancel()
}
