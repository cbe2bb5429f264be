import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMedians } from '../../src/pruners/medians.ts'

/** Few different values, so that many are equal, and some without any. */
const value = fc.option(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(Infinity)), { nil: undefined })

/** Sorted anew for each question. */
function bruteForce(values: readonly (number | undefined)[]) {
  const sorted = values.filter(known => known !== undefined).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  if (sorted.length === 0) return undefined
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.floor(sorted.length / 2)],
  ]
  return { median: low === high ? low : (low + high) / 2, count: sorted.length }
}

test('after any additions, the median of any first few of them is that of a sorted list', () => {
  const step = fc.oneof({ arbitrary: fc.record({ add: value }), weight: 3 }, fc.record({ ask: fc.nat(40) }))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), steps => {
      const medians = createMedians()
      const values: (number | undefined)[] = []
      for (const one of steps) {
        if ('add' in one) {
          medians.add(one.add)
          values.push(one.add)
        } else {
          const index = Math.min(one.ask, values.length)
          expect(medians.before(index)).toEqual(bruteForce(values.slice(0, index)))
        }
      }
      expect(medians.length).toBe(values.length)
      for (let index = 0; index <= values.length; index++)
        expect(medians.before(index)).toEqual(bruteForce(values.slice(0, index)))
    }),
  )
})

test('of an even number of values, the mean of the middle two', () => {
  const medians = createMedians()
  for (const each of [4, undefined, 1, 3, 2]) medians.add(each)
  expect(medians.before(5)).toEqual({ median: 2.5, count: 4 })
  expect(medians.before(4)).toEqual({ median: 3, count: 3 })
  expect(medians.before(0)).toBeUndefined()
})
