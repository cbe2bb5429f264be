import { expect, test } from 'vitest'
import { type Differentiable, minimise } from '../../../src/samplers/gp/l-bfgs.ts'

const rosenbrock: Differentiable = (x, gradient) => {
  const [a = 0, b = 0] = x
  gradient[0] = -400 * a * (b - a * a) - 2 * (1 - a)
  gradient[1] = 200 * (b - a * a)
  return 100 * (b - a * a) ** 2 + (1 - a) ** 2
}
const box = (low: number, high: number) => ({
  lower: Float64Array.of(low, low),
  upper: Float64Array.of(high, high),
})

test('follows a bent valley to its end', () => {
  const { x } = minimise(rosenbrock, Float64Array.of(-1.2, 1), box(-5, 5), {
    iterations: 100,
    tolerance: 1e-9,
  })
  expect(x[0]).toBeCloseTo(1, 5)
  expect(x[1]).toBeCloseTo(1, 5)
})

test('goes along the wall of its box to where the valley meets it', () => {
  const { x } = minimise(rosenbrock, Float64Array.of(-1.2, 0.3), box(-5, 0.5), {
    iterations: 200,
    tolerance: 1e-9,
  })
  expect(x[1]).toBeCloseTo(0.25, 5)
  expect(x[0]).toBeCloseTo(0.5, 9)
})
