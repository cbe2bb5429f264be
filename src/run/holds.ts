import type { EventOf } from './event.ts'
import type { Hold } from './hold.ts'
import type { RunState } from './state.ts'

type Change = Pick<RunState, 'holds'> & Partial<Pick<RunState, 'status' | 'reason'>>

/** Whoever holds a sweep, and what is therefore to be said of it: the last reason counts. */
export function heldBy(
  { holds: before, status }: RunState,
  event: EventOf<'held'> | EventOf<'released'>,
): Change {
  const others = before.filter(({ by }) => by !== event.by)
  const holds = event.type === 'held' ? [...others, holdOf(event)] : others
  if (status !== 'running' && status !== 'paused') return { holds }
  return { holds, status: holds.length > 0 ? 'paused' : 'running', reason: holds.at(-1)?.reason ?? '' }
}

const holdOf = ({ by, reason, at }: EventOf<'held'>): Hold => ({ by, reason, since: at })
