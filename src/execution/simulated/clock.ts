import type { Clock } from '../../base/clock.ts'
import { countFirst } from '../../base/count-first.ts'

interface Alarm {
  readonly atMs: number
  readonly happen: () => void
  readonly keepsRunning: boolean
}

export interface SimulatedClock extends Clock {
  /** Like `after`, and as long as one of these is to come the clock moves on. */
  work(ms: number, callback: () => void): () => void
}

/**
 * Jumps from one alarm to the next. After each, everything that awaits may react before it moves on. `wallErrorMs`: how far the
 * clock on the wall is off after so long.
 */
export function createSimulatedClock(
  startAt: Date,
  wallErrorMs: (passedMs: number) => number = () => 0,
): SimulatedClock {
  let nowMs = startAt.getTime()
  let isMoving = false
  let working = 0
  /** Latest first, so that the next is at the end. */
  const alarms: Alarm[] = []

  function add(ms: number, happen: () => void, keepsRunning: boolean): () => void {
    const alarm = { atMs: nowMs + ms, happen, keepsRunning }
    // Of those at the same time, the first to come is the first to happen.
    const place = countFirst(alarms, other => other.atMs > alarm.atMs)
    alarms.splice(place, 0, alarm)
    if (keepsRunning) working++
    start()
    return () => {
      const at = alarms.indexOf(alarm)
      if (at === -1) return
      alarms.splice(at, 1)
      if (keepsRunning) working--
    }
  }

  function start(): void {
    if (isMoving) return
    isMoving = true
    setImmediate(move)
  }

  function move(): void {
    const alarm = working > 0 ? alarms.pop() : undefined
    if (alarm === undefined) {
      isMoving = false
      return
    }
    if (alarm.keepsRunning) working--
    nowMs = alarm.atMs
    alarm.happen()
    setImmediate(move)
  }

  return {
    now: () => new Date(nowMs + wallErrorMs(nowMs - startAt.getTime())),
    passedMs: () => nowMs,
    after: (ms, callback) => add(ms, callback, false),
    work: (ms, callback) => add(ms, callback, true),
  }
}
