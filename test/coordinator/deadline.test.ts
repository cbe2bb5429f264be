import { expect, test } from 'vitest'
import type { Clock } from '../../src/base/clock.ts'
import { watchDeadline } from '../../src/coordinator/deadline.ts'

test('a computer that slept past the deadline is noticed within a minute', () => {
  let nowMs = 0
  const waits: number[] = []
  let look = () => {}
  const clock: Clock = {
    now: () => new Date(nowMs),
    after(ms, callback) {
      waits.push(ms)
      look = callback
      return () => {}
    },
  }
  const reasons: string[] = []
  watchDeadline({ hours: 1 }, clock, { onOver: reason => reasons.push(reason) })
  expect(waits).toEqual([60_000])
  nowMs = 59.5 * 60_000
  look()
  expect(waits.at(-1)).toBe(30_000)
  nowMs = 5 * 3_600_000
  look()
  expect(reasons).toEqual(['time is up after 1 hour'])
})
