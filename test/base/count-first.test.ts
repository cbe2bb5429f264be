import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countFirst } from '../../src/base/count-first.ts'

test('counts what comes first, as looking at every item does', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 })),
      fc.integer({ min: -1, max: 10 }),
      (items, limit) => {
        const sorted = items.toSorted((a, b) => a - b)
        expect(countFirst(sorted, item => item < limit)).toBe(items.filter(item => item < limit).length)
        expect(countFirst(sorted, item => item <= limit)).toBe(items.filter(item => item <= limit).length)
      },
    ),
  )
})
