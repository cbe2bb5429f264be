import type { Clock } from '../base/clock.ts'
import type { Budget } from '../sweep/sweep.ts'
import { deadlineOf } from './budget.ts'

/** When a session must end. */
export interface SessionEnd {
  leftMs(): number
  /** Why, by what ends it first as things are now. */
  readonly reason: string
}

/**
 * Of a session that begins now; undefined where time is not limited. `until` is a moment that the clock on the wall shows, also
 * when it is set meanwhile; `hours` are hours that pass, those in which the computer sleeps included, whatever that clock does.
 */
export function sessionEndOf(budget: Budget, clock: Clock): SessionEnd | undefined {
  const startedAt = clock.now()
  const startedMs = clock.passedMs()
  const { until: _, ...byPassing } = budget
  const { hours: __, ...byWall } = budget
  const [passing, wall] = [deadlineOf(byPassing, startedAt), deadlineOf(byWall, startedAt)]
  const ends = [
    passing && {
      leftMs: () => passing.at.getTime() - startedAt.getTime() - (clock.passedMs() - startedMs),
      reason: passing.reason,
    },
    wall && { leftMs: () => wall.at.getTime() - clock.now().getTime(), reason: wall.reason },
  ].filter(end => end !== undefined)
  const [first, second = first] = ends
  if (first === undefined || second === undefined) return undefined
  const soonest = () => (second.leftMs() < first.leftMs() ? second : first)
  return {
    leftMs: () => soonest().leftMs(),
    get reason() {
      return soonest().reason
    },
  }
}
