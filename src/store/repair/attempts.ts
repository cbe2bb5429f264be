import type { EventOf, RunEvent } from '../../run/event.ts'
import { foldKey } from '../../run/state.ts'

interface Attempt {
  /** Lines that had been left out when it began. */
  readonly lostBefore: number
  reports: number
  readonly number: number
  isOver: boolean
  /** Lines came a second time, with other words: of two writers nobody knows whose they are. */
  isDoubtful: boolean
}

/**
 * Which ends of folds are to be believed where lines are missing: those with nothing lost between beginning and end, or with
 * every epoch there. A curve with a hole would be scored at another epoch than the one that was chosen.
 */
export function createAttempts() {
  const attempts = new Map<string, Attempt>()

  function notice(event: RunEvent, lost: number): void {
    if (event.type === 'foldStarted')
      attempts.set(foldKey(event.trial, event.fold), {
        lostBefore: lost,
        reports: 0,
        number: event.attempt,
        isOver: false,
        isDoubtful: false,
      })
    const attempt = 'fold' in event && attempts.get(foldKey(event.trial, event.fold))
    if (!attempt) return
    if (event.type === 'report' && event.epoch === attempt.reports + 1) attempt.reports++
    if (event.type === 'foldEnded') attempt.isOver = true
  }

  /** What comes a second time, in words: attempts are numbered upwards, and so are the epochs of each. */
  function repeated(event: RunEvent): string | undefined {
    const attempt = 'fold' in event && attempts.get(foldKey(event.trial, event.fold))
    if (!attempt) return undefined
    const what = repetition(event, attempt)
    if (what !== undefined) attempt.isDoubtful = true
    return what
  }

  function isWhole({ trial, fold, outcome }: EventOf<'foldEnded'>, lost: number): boolean {
    const attempt = attempts.get(foldKey(trial, fold))
    if (attempt?.isDoubtful) return false
    if (outcome.status !== 'done' || lost === 0) return true
    if (attempt === undefined) return false
    return attempt.lostBefore === lost || attempt.reports === outcome.epochs
  }

  return { notice, repeated, isWhole }
}

function repetition(event: RunEvent, { number, reports, isOver }: Attempt): string | undefined {
  if (event.type === 'foldStarted' && event.attempt <= number)
    return `attempt ${event.attempt} of ${placeOf(event)} begins a second time`
  if (event.type === 'report' && event.epoch <= reports)
    return `epoch ${event.epoch} of ${placeOf(event)} comes a second time`
  if (event.type === 'foldEnded' && isOver) return `${placeOf(event)} ends a second time`
  return undefined
}

const placeOf = ({ trial, fold }: { trial: number; fold: number }) => `trial ${trial}, fold ${fold + 1}`
