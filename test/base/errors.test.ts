import { expect, test } from 'vitest'
import { exitCodeOf, explain, fromPlain, toPlain, UserError } from '../../src/base/errors.ts'

const error = new UserError('must be at least 2 (got 1)', {
  where: 'folds.k',
  next: 'See quickstart.yaml.',
  details: ['one', 'two'],
  cause: new Error('cause'),
})

test('an error sent to another process reads there as it reads here', () => {
  const received = fromPlain(structuredClone(toPlain(error)))
  expect(received).toBeInstanceOf(UserError)
  expect(explain(received)).toBe(explain(error))
  expect(received).toMatchObject({ where: 'folds.k', next: 'See quickstart.yaml.', details: ['one', 'two'] })
})

test('an error without place or advice can be sent, too', () => {
  const received = fromPlain(structuredClone(toPlain(new UserError('no'))))
  expect(explain(received)).toBe('no')
  expect(received.cause).toBeUndefined()
})

test('a copy with another place keeps all else', () => {
  const placed = error.withDetails({ where: 'photos.yaml:2:13: folds.k' })
  expect(explain(placed)).toBe(explain(error).replace('folds.k', 'photos.yaml:2:13: folds.k'))
  expect(placed.cause).toBe(error.cause)
  expect(error.where).toBe('folds.k')
})

test('another process ends with the same exit code', () => {
  const errors = [
    new UserError('no room', { exitCode: 1 }),
    new UserError('no such file'),
    new Error('a bug'),
  ]
  expect(errors.map(exitCodeOf)).toEqual([1, 2, 1])
  expect(exitCodeOf(fromPlain(toPlain(new UserError('no room', { exitCode: 1 }))))).toBe(1)
})
