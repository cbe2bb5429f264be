import { expect, test } from 'vitest'
import { type Evaluation, lbfgs, minimise as search } from '../../src/stats/lbfgs.ts'

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

const box = (low: number, high: number) => ({
  lower: Float64Array.of(low, low),
  upper: Float64Array.of(high, high),
})

test('goes along the wall of its box to where the valley meets it', () => {
  const { point, isConverged } = search(rosenbrock, Float64Array.of(-1.2, 0.3), {
    tolerance: 1e-8,
    mostEvaluations: 300,
    box: box(-5, 0.5),
  })
  expect(isConverged).toBe(true)
  expect(point[1]).toBeCloseTo(0.25, 5)
  expect(point[0]).toBeCloseTo(0.5, 9)
})

test('a start outside its box is moved in; in a corner that holds it, it stays', () => {
  const asked: number[][] = []
  const found = search(
    x => {
      asked.push([...x])
      return { value: (x[0] ?? 0) + (x[1] ?? 0), gradient: Float64Array.of(1, 1) }
    },
    Float64Array.of(-3, 0),
    { tolerance: 1e-8, mostEvaluations: 20, box: box(0, 1) },
  )
  expect(found).toMatchObject({ value: 0, isConverged: true })
  expect(asked).toEqual([[0, 0]])
})

test('ends at a step that gains too little', () => {
  const options = { tolerance: 1e-12, mostEvaluations: 200 }
  const [all, few] = [0, 0.5].map(leastGain => {
    let evaluations = 0
    const evaluate = (x: Float64Array) => {
      evaluations++
      return rosenbrock(x)
    }
    search(evaluate, Float64Array.of(-1.2, 1), { ...options, leastGain })
    return evaluations
  })
  expect(few).toBeLessThan((all ?? 0) / 2)
})
