import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { deadlineOf, nextTime, trialsUsedUp } from '../../src/coordinator/budget.ts'

const local = (text: string) => new Date(text)

test('a time of day later today is today, otherwise tomorrow', () => {
  expect(nextTime('23:30', local('2026-11-23T22:00:00'))).toEqual(local('2026-11-23T23:30:00'))
  expect(nextTime('07:30', local('2026-11-23T22:00:00'))).toEqual(local('2026-11-24T07:30:00'))
  expect(nextTime('7:30', local('2026-12-31T22:00:00'))).toEqual(local('2027-01-01T07:30:00'))
})

test('exactly now means tomorrow', () => {
  expect(nextTime('22:00', local('2026-11-23T22:00:00'))).toEqual(local('2026-11-24T22:00:00'))
})

test('the night in which clocks change is an hour longer', () => {
  const code = `
    import { nextTime } from './dist/coordinator/budget.js'
    const after = new Date('2026-10-24T22:00:00')
    console.log((nextTime('07:30', after) - after) / 3.6e6)`
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', code], {
    env: { ...process.env, TZ: 'Europe/Berlin' },
    encoding: 'utf8',
  })
  expect(Number(output)).toBe(10.5)
})

test('the earlier of hours and until wins, with its reason', () => {
  const start = local('2026-11-23T22:00:00')
  expect(deadlineOf({ hours: 8, until: '07:30' }, start)).toEqual({
    at: local('2026-11-24T06:00:00'),
    reason: 'time is up after 8 hours',
  })
  expect(deadlineOf({ hours: 12, until: '07:30' }, start)).toEqual({
    at: local('2026-11-24T07:30:00'),
    reason: 'it is 07:30',
  })
  expect(deadlineOf({ trials: 3 }, start)).toBeUndefined()
})

test.each(['24:00', '7', '7:60', 'morning', ''])('refuses %j', text => {
  expect(() => nextTime(text, new Date())).toThrow('07:30')
})

test('trials count when they begin', () => {
  expect(trialsUsedUp({ trials: 3 }, 2)).toBeUndefined()
  expect(trialsUsedUp({ trials: 3 }, 3)).toBe('3 of 3 trials')
  expect(trialsUsedUp({ trials: 3 }, 3, 2)).toBe('3 of 3 trials and 2 baselines')
  expect(trialsUsedUp({}, 1000)).toBeUndefined()
})
