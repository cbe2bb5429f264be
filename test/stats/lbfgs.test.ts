import { expect, test } from 'vitest'
import { type Evaluation, lbfgs } from '../../src/stats/lbfgs.ts'

function minimise(start: number[], evaluate: (x: Float64Array) => Evaluation, mostEvaluations = 200) {
  const search = lbfgs(Float64Array.from(start), { tolerance: 1e-8, mostEvaluations })
  let evaluations = 0
  let step = search.next()
  while (!step.done) {
    evaluations++
    step = search.next(evaluate(step.value))
  }
  return { ...step.value, evaluations }
}

const rosenbrock = ([x = 0, y = 0]: Float64Array): Evaluation => ({
  value: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
  gradient: Float64Array.of(-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
})

test('finds the bottom of a curved valley', () => {
  const { point, isConverged, evaluations } = minimise([-1.2, 1], rosenbrock)
  expect(point[0]).toBeCloseTo(1, 6)
  expect(point[1]).toBeCloseTo(1, 6)
  expect(isConverged).toBe(true)
  expect(evaluations).toBeLessThan(80)
})

test('a quadratic in many dimensions needs few evaluations, however different its curvatures', () => {
  const curvatures = Float64Array.from({ length: 50 }, (_, i) => 10 ** (i / 25))
  const { point, evaluations } = minimise(
    Array.from({ length: 50 }, () => 1),
    x => ({
      value: x.reduce((sum, part, i) => sum + ((curvatures[i] ?? 0) * part * part) / 2, 0),
      gradient: x.map((part, i) => part * (curvatures[i] ?? 0)),
    }),
  )
  expect(Math.max(...point.map(Math.abs))).toBeLessThan(1e-8)
  expect(evaluations).toBeLessThan(150)
})

test('keeps to its number of evaluations and says that it has not arrived', () => {
  const { evaluations, isConverged } = minimise([-1.2, 1], rosenbrock, 5)
  expect(evaluations).toBe(5)
  expect(isConverged).toBe(false)
})

test('begins at the end where it begins at a minimum', () => {
  expect(minimise([1, 1], rosenbrock)).toMatchObject({ evaluations: 1, isConverged: true, value: 0 })
})
