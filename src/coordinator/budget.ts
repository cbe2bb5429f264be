import { UserError } from '../base/errors.ts'
import type { Budget } from '../sweep/sweep.ts'
import { counted } from '../text/numbers.ts'

/** When a session must end, and why; `hours` and `until` count from the start of the session, so a resume gets a new night. */
export interface Deadline {
  readonly at: Date
  readonly reason: string
}

/** The earlier of `hours` from now and the next `until`, or undefined when time is not limited. */
export function deadlineOf({ hours, until }: Budget, startedAt: Date): Deadline | undefined {
  const ends: Deadline[] = []
  if (hours !== undefined)
    ends.push({
      at: new Date(startedAt.getTime() + hours * 3_600_000),
      reason: `time is up after ${hoursText(hours)}`,
    })
  if (until !== undefined) ends.push({ at: nextTime(until, startedAt), reason: `it is ${until}` })
  return ends.sort((a, b) => a.at.getTime() - b.at.getTime())[0]
}

/** Why no further trial may begin, or undefined; `begun` without baselines, which no budget counts. */
export function trialsUsedUp({ trials }: Budget, begun: number, baselines = 0): string | undefined {
  if (trials === undefined || begun < trials) return undefined
  return `${begun} of ${trials} trials${baselines === 0 ? '' : ` and ${counted(baselines, 'baseline')}`}`
}

/** Why no further fold may begin, or undefined: `spent` seconds of training, all folds and sessions of the run together. */
export function costUsedUp({ cost }: Budget, spent: number): string | undefined {
  return cost !== undefined && spent >= 3600 * cost ? `${hoursText(cost)} of training are used up` : undefined
}

/**
 * The next moment at which local clocks show `time` ("07:30"): later today, otherwise tomorrow. A time that a change of clocks
 * leaves out is as long after midnight as it would be without the change.
 */
export function nextTime(time: string, after: Date): Date {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(time) ?? []
  if (hour === undefined || minute === undefined)
    throw new UserError(`a time of day like 07:30 is needed, not "${time}"`, { where: 'budget.until' })
  const at = new Date(after)
  at.setHours(Number(hour), Number(minute), 0, 0)
  // In the night when an hour comes twice, it may be the second that is to come.
  const again = new Date(at.getTime() + 3_600_000)
  if (at <= after && again > after && again.getHours() === at.getHours()) return again
  // The day is moved on, not 24 hours added: a night with a change of clocks is longer or shorter.
  if (at <= after) {
    at.setDate(at.getDate() + 1)
    at.setHours(Number(hour), Number(minute), 0, 0)
  }
  return at
}

function hoursText(hours: number): string {
  const [count, unit] =
    hours < 1 ? [Math.ceil(Number((hours * 60).toFixed(6))), 'minute'] : [Number(hours.toFixed(2)), 'hour']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
