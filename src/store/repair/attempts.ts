import type { EventOf, RunEvent } from '../../run/event.ts'
import { foldKey } from '../../run/state.ts'

interface Attempt {
  /** Lines that had been left out when it began. */
  readonly lostBefore: number
  reports: number
}

/**
 * Which ends of folds are to be believed where lines are missing: those with nothing lost between beginning and end, or with
 * every epoch there. A curve with a hole would be scored at another epoch than the one that was chosen.
 */
export function createAttempts() {
  const attempts = new Map<string, Attempt>()

  function notice(event: RunEvent, lost: number): void {
    if (event.type === 'foldStarted')
      attempts.set(foldKey(event.trial, event.fold), { lostBefore: lost, reports: 0 })
    const attempt = event.type === 'report' && attempts.get(foldKey(event.trial, event.fold))
    if (attempt && event.type === 'report' && event.epoch === attempt.reports + 1) attempt.reports++
  }

  function isWhole({ trial, fold, outcome }: EventOf<'foldEnded'>, lost: number): boolean {
    if (outcome.status !== 'done' || lost === 0) return true
    const attempt = attempts.get(foldKey(trial, fold))
    if (attempt === undefined) return false
    return attempt.lostBefore === lost || attempt.reports === outcome.epochs
  }

  return { notice, isWhole }
}
