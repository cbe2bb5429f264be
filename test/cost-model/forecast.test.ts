import { expect, test } from 'vitest'
import { forecastOf, type Outlook } from '../../src/cost-model/forecast.ts'

const outlook = (change: Partial<Outlook> = {}): Outlook => ({
  ended: 10,
  planned: 30,
  begun: { seconds: 60, trials: 2 },
  trial: 100,
  toCome: 18,
  pace: 0.5,
  once: 0,
  secondsLeft: Infinity,
  costLeft: Infinity,
  deviation: 0,
  ...change,
})

test('work that is left, at the pace of all workers', () => {
  expect(forecastOf(outlook())).toEqual({
    left: { low: 930, likely: 930, high: 930 },
    trials: { low: 30, likely: 30, high: 30 },
    planned: 30,
    endedBy: 'trials',
  })
  expect(forecastOf(outlook({ once: 70 })).left.likely).toBe(1000)
})

test('a deadline: the trials that end by then, those that have begun first', () => {
  const { left, trials, endedBy } = forecastOf(outlook({ secondsLeft: 280 }))
  expect(endedBy).toBe('deadline')
  expect(left).toEqual({ low: 280, likely: 280, high: 280 })
  expect(trials.likely).toBe(10 + 2 + (280 / 0.5 - 60) / 100)
  expect(forecastOf(outlook({ secondsLeft: 15 })).trials.likely).toBe(11)
})

test('time alone ends it', () => {
  const { left, trials, planned } = forecastOf(
    outlook({ planned: undefined, toCome: Infinity, secondsLeft: 530 }),
  )
  expect([left.likely, trials.likely, planned]).toEqual([530, 10 + 2 + 10, undefined])
})

test('a budget of training ends it, whatever the pace', () => {
  const spent = outlook({ costLeft: 560 })
  expect(forecastOf(spent)).toMatchObject({ endedBy: 'cost', left: { likely: 280 }, trials: { likely: 17 } })
  expect(forecastOf({ ...spent, pace: 1 })).toMatchObject({ left: { likely: 560 }, trials: { likely: 17 } })
})

test('four of five cases lie in the range: slow is later, and fewer', () => {
  const unsure = forecastOf(outlook({ deviation: 0.2, secondsLeft: 900 }))
  expect(unsure.left.low).toBeCloseTo(930 / Math.exp(0.256))
  expect([unsure.left.likely, unsure.left.high]).toEqual([900, 900])
  expect(unsure.trials.low).toBeLessThan(unsure.trials.likely)
  expect(unsure.trials.likely).toBeLessThan(30)
  expect(unsure.trials.high).toBe(30)
})
