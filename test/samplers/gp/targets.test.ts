import fc from 'fast-check'
import { expect, test } from 'vitest'
import { targetsOf } from '../../../src/samplers/gp/targets.ts'

const observed = (...losses: number[]) => losses.map(loss => ({ loss, variance: 0.01 }))

test('a diverged trial is as bad as the worst that did not', () => {
  const { values } = targetsOf(observed(0.2, Infinity, 0.3, 0.9, 0.1))
  expect(values[1]).toBe(values[3])
})

test('an outlier among the bad does not crowd the good', () => {
  const { values } = targetsOf(observed(0.1, 0.2, 0.3, 0.4, 0.5, 1e6))
  expect((values[4] ?? 0) - (values[0] ?? 0)).toBeGreaterThan(0.3)
})

test('equal losses, or none that is finite, are no division by 0', () => {
  expect([...targetsOf(observed(0.3, 0.3, 0.3)).values]).toEqual([0, 0, 0])
  expect([...targetsOf(observed(Infinity, Infinity)).values]).toEqual([0, 0])
})

test('differences whose squares vanish are no division by 0 either', () => {
  const losses = [-3.95e-171, 0, -1.5e-323]
  const { values, lossAt } = targetsOf(observed(...losses))
  for (const [i, loss] of losses.entries()) expect(lossAt(values[i] ?? Number.NaN)).toBeCloseTo(loss, 9)
})

test('targets keep the order of losses, have mean 0, and lead back to them', () => {
  const losses = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 30 })
  fc.assert(
    fc.property(losses, given => {
      const { values, lossAt } = targetsOf(observed(...given))
      expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 6)
      const order = [...given.keys()].sort((a, b) => (given[a] ?? 0) - (given[b] ?? 0))
      for (const [i, at] of order.entries())
        expect(values[at] ?? 0).toBeGreaterThanOrEqual(values[order[i - 1] ?? at] ?? 0)
      for (const [i, loss] of given.entries())
        expect(Math.abs(lossAt(values[i] ?? 0) - loss)).toBeLessThan(1e-6 * (1 + Math.abs(loss)))
    }),
  )
})
