import { expect, test } from 'vitest'
import type { Forecast } from '../../src/cost-model/forecast.ts'
import { forecastText } from '../../src/dashboard/forecast-text.ts'

const begin = new Date('2026-11-23T22:00:00')
const after = (minutes: number) => new Date(begin.getTime() + minutes * 60_000)

function textOf(change: Partial<Forecast>, now = begin): string {
  const forecast: Forecast = {
    left: { low: 300 * 60, likely: 310 * 60, high: 340 * 60 },
    trials: { low: 120, likely: 120, high: 120 },
    planned: 120,
    endedBy: 'trials',
    ...change,
  }
  return forecastText({ ...forecast, at: begin.toISOString() }, now)
}

const byMorning = { low: 570 * 60, likely: 570 * 60, high: 570 * 60 }
const some = { low: 29.6, likely: 34.2, high: 38.5 }

test('when all trials will be done', () => {
  expect(textOf({})).toBe('ends about 03:10 (between 03:00 and 03:40)')
  expect(textOf({}, after(60))).toBe('ends about 03:10 (between 03:00 and 03:40)')
})

test('what there will be by the deadline', () => {
  expect(textOf({ left: byMorning, trials: some, endedBy: 'deadline' })).toBe(
    'about 34 of 120 trials by 07:30 (29 to 39)',
  )
  expect(textOf({ left: byMorning, trials: some, endedBy: 'deadline', planned: undefined })).toBe(
    'about 34 trials by 07:30 (29 to 39)',
  )
  const sure = { low: 34, likely: 34, high: 34 }
  expect(textOf({ left: byMorning, trials: sure, endedBy: 'deadline' })).toBe(
    'about 34 of 120 trials by 07:30',
  )
})

test('what the budget of training is enough for, and when it is used up', () => {
  expect(textOf({ trials: some, endedBy: 'cost' })).toBe(
    'about 34 of 120 trials (29 to 39); ends about 03:10 (between 03:00 and 03:40)',
  )
})

test('what ends soon is told in seconds', () => {
  expect(textOf({ left: { low: 35, likely: 41, high: 50 } })).toBe('about 41s left (35s to 50s)')
  expect(textOf({ left: { low: 41, likely: 41, high: 41 } })).toBe('about 41s left')
  const left = { low: 30, likely: 30, high: 30 }
  expect(textOf({ left, trials: some, endedBy: 'deadline' })).toBe('about 34 of 120 trials in 30s (29 to 39)')
})
