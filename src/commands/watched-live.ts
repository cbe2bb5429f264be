import { deadlineOf } from '../coordinator/budget.ts'
import type { Live } from '../dashboard/live.ts'
import { sweepFacts } from '../dashboard/sweep-facts.ts'
import type { RunState } from '../run/state.ts'

/** What a watcher knows of the machine from the journal alone. */
export function watchedLive(state: RunState): Live {
  const since = state.sessionAt
  const total = state.session?.workers ?? 0
  const busy = Math.min(total, state.running.size)
  if (since === undefined) return { workers: { total, busy } }
  const deadline = deadlineOf(sweepFacts(state.sweep).budget, new Date(since))?.at.toISOString()
  return { workers: { total, busy }, since, ...(deadline === undefined ? {} : { deadline }) }
}
