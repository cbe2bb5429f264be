import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eigenOf } from '../../../src/samplers/cma-es/eigen.ts'

test('of a matrix that everybody knows', () => {
  const { values } = eigenOf(Float64Array.of(2, 1, 1, 2), 2)
  expect([...values].sort((a, b) => a - b).map(value => value.toFixed(12))).toEqual([
    '1.000000000000',
    '3.000000000000',
  ])
})

test('vectors and values make the matrix again', () => {
  const n = 5
  const entries = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), {
    minLength: n * n,
    maxLength: n * n,
  })
  fc.assert(
    fc.property(entries, given => {
      const matrix = Float64Array.from(given, (_, at) => {
        const [i, j] = [Math.floor(at / n), at % n]
        return (given[i * n + j] ?? 0) + (given[j * n + i] ?? 0)
      })
      const { values, vectors } = eigenOf(matrix, n)
      const off = matrix.map((wanted, at) => {
        const [i, j] = [Math.floor(at / n), at % n]
        const made = values.reduce(
          (sum, value, k) => sum + value * (vectors[i * n + k] ?? 0) * (vectors[j * n + k] ?? 0),
          0,
        )
        return Math.abs(made - wanted)
      })
      expect(Math.max(...off)).toBeLessThan(1e-9)
    }),
  )
})
