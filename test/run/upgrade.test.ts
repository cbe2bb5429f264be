import { expect, test } from 'vitest'
import { eventSchema, journalVersion } from '../../src/run/event.ts'
import { upgraded } from '../../src/run/upgrade.ts'
import { at, journalSweep, runEvent } from './beginning.ts'

const fromOne = (line: Readonly<Record<string, unknown>>) =>
  eventSchema.parse(upgraded(line, 1, journalVersion))
const failed = (outcome: object) => ({
  type: 'foldEnded',
  at,
  trial: 0,
  fold: 0,
  outcome: { status: 'failed', error: 'broke', epochs: 1, seconds: 2, ...outcome },
})

test('what was lost is tried again elsewhere', () => {
  expect(fromOne(failed({ lost: true }))).toEqual({
    ...failed({ cause: 'lost' }),
    again: 'elsewhere',
  })
})

test.each([[{}], [{ lost: false }]])('any other failure is an error: %j', outcome => {
  expect(fromOne(failed(outcome))).toEqual(failed({ cause: 'error' }))
})

test('the only objective was the one that decides', () => {
  const { objectives: _, ...run } = runEvent({ sweep: journalSweep(), metric: 'logLoss', goal: 'minimize' })
  expect(fromOne({ ...run, version: 1 })).toEqual({
    ...run,
    objectives: [{ metric: 'logLoss', goal: 'minimize' }],
  })
})

test('lines of the present version stay as they are', () => {
  const line = { ...failed({ cause: 'deadline' }), again: 'apart' }
  expect(upgraded(line, journalVersion, journalVersion)).toBe(line)
})

test('a line that is not as it should be is left to be refused', () => {
  for (const line of [{ type: 'foldEnded' }, { type: 'foldEnded', outcome: 'failed' }, { type: 'run' }, {}])
    expect(eventSchema.safeParse(upgraded(line, 1, journalVersion)).success).toBe(false)
})
