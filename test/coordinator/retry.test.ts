import { describe, expect, test } from 'vitest'
import { companyAfter, type Mishap, retry } from '../../src/coordinator/retry.ts'
import { type Cause, causes } from '../../src/trial/job.ts'

const first: Mishap = { cause: 'lost', mishaps: 1, together: 1 }

test.each<[string, Partial<Mishap>, ReturnType<typeof retry>]>([
  ['a death in company counts for nobody', { together: 8 }, 'apart'],
  ['however many there have been', { together: 2, mishaps: 9 }, 'apart'],
  ['the first death alone may be chance', { together: 1 }, 'apart'],
  ['a death alone after another is the fold', { together: 1, mishaps: 2 }, 'fail'],
  ['not so soon where somebody kills', { together: 1, mishaps: 5, wasKilled: true }, 'apart'],
  ['but some day', { together: 1, mishaps: 6, wasKilled: true }, 'fail'],
  ['unless another is known to be', { together: 1, mishaps: 2, isInnocent: true }, 'elsewhere'],
  ['short memory is tried once more, alone', { cause: 'outOfMemory', together: 4 }, 'apart'],
  ['and then it is the fold', { cause: 'outOfMemory', mishaps: 2 }, 'fail'],
  ['also in parts of a batch', { cause: 'outOfMemory', together: 4, images: 16 }, 'apart'],
  ['alone it goes on with fewer images at once', { cause: 'outOfMemory', images: 2, mishaps: 9 }, 'smaller'],
  ['and with one it is the fold', { cause: 'outOfMemory', mishaps: 2, images: 1 }, 'fail'],
  ['fewer images help against no other cause', { cause: 'lost', mishaps: 2, images: 16 }, 'fail'],
  ['a deadline is given once more', { cause: 'deadline', mishaps: 0 }, 'elsewhere'],
  ['but not twice', { cause: 'deadline', before: 'deadline', mishaps: 0 }, 'fail'],
  ['a death in between forgives it', { cause: 'deadline', before: 'lost' }, 'elsewhere'],
  ['divergence is a result', { cause: 'diverged', mishaps: 0 }, 'fail'],
  ['bad data stays bad', { cause: 'badData', mishaps: 0 }, 'fail'],
  ['an error stays an error', { cause: 'error', mishaps: 0 }, 'fail'],
])('%s', (_, change, way) => {
  expect(retry({ ...first, ...change })).toBe(way)
})

describe('company', () => {
  test('gets smaller until a fold is alone', () => {
    for (let together = 2; together < 300; together++) {
      const next = companyAfter('lost', together)
      expect(next).toBeGreaterThanOrEqual(1)
      expect(next).toBeLessThan(together)
    }
    expect([64, 8, 2].map(together => companyAfter('lost', together))).toEqual([8, 2, 1])
  })

  test('is none where memory was short', () => {
    expect(companyAfter('outOfMemory', 64)).toBe(1)
  })
})

test('whatever the cause, a fold is given up after a few attempts alone', () => {
  for (const cause of causes) {
    let attempts = 1
    let before: Cause | undefined
    while (retry({ cause, before, mishaps: attempts, together: 1 }) !== 'fail') {
      attempts++
      before = cause
    }
    expect(attempts).toBeLessThanOrEqual(2)
  }
})
