import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Clock } from '../../src/base/clock.ts'
import { nextTime } from '../../src/coordinator/budget.ts'
import { watchDeadline } from '../../src/coordinator/deadline.ts'
import { sessionEndOf } from '../../src/coordinator/session-end.ts'
import type { Budget } from '../../src/sweep/sweep.ts'
import { simulate, someSweep } from './simulate.ts'

const [minute, hour] = [60_000, 3_600_000]

/** A watched budget, and the two clocks that it looks at. */
function watched(budget: Budget, wall = '2026-11-23T22:00:00') {
  const at = { wallMs: new Date(wall).getTime(), passedMs: 77 }
  const waits: number[] = []
  const reasons: string[] = []
  let look = () => {}
  let wake = () => {}
  const clock: Clock = {
    now: () => new Date(at.wallMs),
    passedMs: () => at.passedMs,
    after(ms, callback) {
      waits.push(ms)
      look = callback
      return () => {}
    },
  }
  watchDeadline(sessionEndOf(budget, clock), clock, {
    pulse: {
      onWake(listener) {
        wake = () => listener(0)
        return () => {}
      },
    },
    onOver: reason => reasons.push(reason),
  })
  /** Time goes on, and the clock on the wall with it, but for what it is set by. */
  function pass(ms: number, setByMs = 0): void {
    at.passedMs += ms
    at.wallMs += ms + setByMs
  }
  return { waits, reasons, pass, look: () => look(), wake: () => wake() }
}

test('a computer that slept past the deadline is noticed within a minute', () => {
  const { waits, reasons, pass, look } = watched({ hours: 1 })
  expect(waits).toEqual([60_000])
  pass(59.5 * minute)
  look()
  expect(waits.at(-1)).toBe(30_000)
  pass(4 * hour)
  look()
  expect(reasons).toEqual(['time is up after 1 hour'])
})

test('and at once where the wake is noticed', () => {
  for (const budget of [{ hours: 1 }, { until: '23:00' }]) {
    const { reasons, pass, wake } = watched(budget)
    wake()
    expect(reasons).toEqual([])
    pass(5 * hour)
    wake()
    expect(reasons).toHaveLength(1)
  }
})

describe('a clock that is set', () => {
  test.each([6 * hour, -6 * hour])('by %i ms moves the end of hours by nothing', setByMs => {
    const { reasons, pass, look } = watched({ hours: 2 })
    pass(hour, setByMs)
    look()
    pass(59 * minute)
    look()
    expect(reasons).toEqual([])
    pass(minute)
    look()
    expect(reasons).toEqual(['time is up after 2 hours'])
  })

  test('beyond until is past it', () => {
    const { reasons, pass, look } = watched({ until: '07:30', hours: 20 })
    pass(minute, 10 * hour)
    look()
    expect(reasons).toEqual(['it is 07:30'])
  })

  test('back gives until the time that the wall says', () => {
    const { reasons, pass, look } = watched({ until: '23:00' })
    pass(hour, -2 * hour)
    look()
    expect(reasons).toEqual([])
    pass(2 * hour)
    look()
    expect(reasons).toEqual(['it is 23:00'])
  })

  test.each([5 * hour, -5 * hour])(
    'in a sweep by %i ms leaves its hours and its seconds as they are',
    async by => {
      const sweep = someSweep({ budget: { hours: 0.05 } })
      const calm = await simulate(sweep)
      const set = await simulate(sweep, { wallErrorMs: passedMs => (passedMs > minute ? by : 0) })
      expect(set.state.trials.length).toBe(calm.state.trials.length)
      expect(set.state.reason).toBe(calm.state.reason)
      const seconds = set.state.trials.flatMap(({ folds }) => folds.map(fold => fold?.seconds ?? 0))
      expect(Math.min(...seconds)).toBeGreaterThanOrEqual(0)
    },
  )
})

describe('nights in which clocks change (Europe/Berlin)', () => {
  afterEach(() => vi.unstubAllEnvs())

  test.each([
    [
      '02:30, which there is not, is half an hour after the change',
      '2026-03-28T21:00:00Z',
      '2026-03-29T01:30:00Z',
    ],
    ['02:30, which there is twice, is the first', '2026-10-24T20:00:00Z', '2026-10-25T00:30:00Z'],
    ['between the two, it is the second', '2026-10-25T00:45:00Z', '2026-10-25T01:30:00Z'],
    ['after both, the next night', '2026-10-25T01:45:00Z', '2026-10-26T01:30:00Z'],
  ])('%s', (_, after, at) => {
    vi.stubEnv('TZ', 'Europe/Berlin')
    expect(nextTime('02:30', new Date(after)).toISOString()).toBe(at.replace('Z', '.000Z'))
  })
})
