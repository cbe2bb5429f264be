import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { throttle } from '../../src/dashboard/throttle.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a thousand calls are few actions, the first at once and the last never lost', () => {
  const seen: number[] = []
  let now = 0
  const throttled = throttle(() => seen.push(now), 250)
  for (; now < 1000; now++) {
    throttled.call()
    vi.advanceTimersByTime(1)
  }
  vi.advanceTimersByTime(1000)
  expect(seen).toEqual([0, 249, 499, 749, 999])
})

test('cancelled is cancelled', () => {
  const action = vi.fn()
  const throttled = throttle(action, 250)
  throttled.call()
  throttled.call()
  throttled.cancel()
  vi.advanceTimersByTime(1000)
  expect(action).toHaveBeenCalledTimes(1)
})

test.each([
  [20, 1000],
  [200, 2200],
])('an action of %i ms is done again after %i ms: seldom, but not never', (durationMs, againAfterMs) => {
  const begins: number[] = []
  const throttled = throttle(() => {
    begins.push(performance.now())
    vi.advanceTimersByTime(durationMs)
  }, 250)
  throttled.call()
  throttled.call()
  vi.advanceTimersByTime(3000)
  expect(begins).toEqual([0, againAfterMs].map(ms => (begins[0] ?? 0) + ms))
})
