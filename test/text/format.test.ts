import { expect, test } from 'vitest'
import { explain, UserError } from '../../src/base/errors.ts'
import { canonical, hashOf } from '../../src/base/hash.ts'
import { formatBytes, formatSeconds, formatValue } from '../../src/text/format.ts'
import { formatTable } from '../../src/text/plain-table.ts'

test.each([
  [0.04, '0.0s'],
  [7.46, '7.5s'],
  [59.4, '59s'],
  [75, '1m 15s'],
  [3600, '1h 00m'],
  [8 * 3600 + 125, '8h 02m'],
  [Number.POSITIVE_INFINITY, '–'],
])('%d seconds read as %s', (seconds, text) => expect(formatSeconds(seconds)).toBe(text))

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KB'],
  [150 * 1024 ** 2, '150 MB'],
  [2.5 * 1024 ** 3, '2.5 GB'],
])('%d bytes read as %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

test.each([
  [0.000123, '1.2e-4'],
  [0.0316, '0.0316'],
  [32, '32'],
  [0, '0'],
  [true, 'true'],
  ['adam', 'adam'],
  [{ a: 1 }, '{"a":1}'],
])('the value %j reads as %s', (value, text) => expect(formatValue(value)).toBe(text))

test('an error for a person says where, what and what next', () => {
  const error = new UserError('no such folder', {
    where: '/photos',
    details: ['one', 'two'],
    next: 'Check the path.',
  })
  expect(explain(error)).toBe('/photos: no such folder\n  one\n  two\n→ Check the path.')
  expect(explain(new Error('plain'))).toBe('plain')
})

test('equal values have equal hashes whatever the order of their keys', () => {
  expect(canonical({ b: 1, a: [{ d: 1, c: 2 }] })).toBe('{"a":[{"c":2,"d":1}],"b":1}')
  expect(hashOf({ b: 1, a: 2 })).toBe(hashOf({ a: 2, b: 1 }))
  expect(hashOf([1, 2])).not.toBe(hashOf([2, 1]))
})

test('a table aligns words to the left and numbers to the right', () => {
  expect(
    formatTable(
      ['name', 'score'],
      [
        ['a', '0.9'],
        ['longer', '12.25'],
      ],
    ),
  ).toBe('name    score\na         0.9\nlonger  12.25')
})
