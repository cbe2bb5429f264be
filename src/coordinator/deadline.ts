import type { Clock } from '../base/clock.ts'
import type { Budget } from '../sweep/sweep.ts'
import { deadlineOf } from './budget.ts'

/** Timers do not count the time a computer sleeps: look at the clock at least this often. */
const longestWaitMs = 60_000

interface DeadlineHooks {
  onBegin?(at: Date): void
  onOver(reason: string): void
}

/** Calls back once when the budget's time is over. The returned function ends the watch. */
export function watchDeadline(budget: Budget, clock: Clock, { onBegin, onOver }: DeadlineHooks): () => void {
  const deadline = deadlineOf(budget, clock.now())
  let cancel = () => {}
  if (deadline === undefined) return cancel
  onBegin?.(deadline.at)
  const look = () => {
    const leftMs = deadline.at.getTime() - clock.now().getTime()
    if (leftMs <= 0) onOver(deadline.reason)
    else cancel = clock.after(Math.min(leftMs, longestWaitMs), look)
  }
  look()
  return () => cancel()
}
