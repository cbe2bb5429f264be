import { expect, test } from 'vitest'
import { countPassed } from '../../src/base/clock.ts'
import { createPulse } from '../../src/base/pulse.ts'

/** A clock whose timers come when they are told to, so many ms later. */
function someClock() {
  let nowMs = 0
  let due = () => {}
  return {
    passedMs: () => nowMs,
    after(_ms: number, callback: () => void) {
      due = callback
      return () => {
        due = () => {}
      }
    },
    pass(ms: number) {
      nowMs += ms
      due()
    },
  }
}

test('beats tell how long this process was awake, and a gap is slept through', () => {
  const clock = someClock()
  const pulse = createPulse(clock)
  const told: string[] = []
  pulse.onBeat(awakeMs => told.push(`awake ${awakeMs}`))
  pulse.onWake(sleptMs => told.push(`slept ${sleptMs}`))
  clock.pass(1000)
  clock.pass(1700)
  clock.pass(2_460_000)
  clock.pass(1000)
  expect(told).toEqual(['awake 1000', 'awake 1700', 'slept 2459000', 'awake 1000', 'awake 1000'])
  pulse.stop()
  clock.pass(1000)
  expect(told).toHaveLength(5)
})

test('time that passes counts the sleep of a computer, and never goes back', () => {
  let [monotonic, uptime] = [5000, 90_000]
  const passed = countPassed(
    () => monotonic,
    () => uptime,
  )
  const start = passed()
  // Uptime comes in whole seconds on some systems: it lags.
  monotonic += 1900
  uptime += 1000
  expect(passed() - start).toBe(1900)
  // Asleep for an hour: the monotonic clock stood still.
  monotonic += 1000
  uptime += 3_602_000
  expect(passed() - start).toBe(3_603_000)
  monotonic += 10
  expect(passed() - start).toBe(3_603_010)
})
