import { expect, test } from 'vitest'
import { countsFor, logSumExp, metricsOf, softmaxRows } from '../../src/training/metrics.ts'

/** Probabilities with 0.7 on the guessed class and the rest shared. */
function guesses(classes: number, guessed: readonly number[]): Float32Array {
  return Float32Array.from(
    guessed.flatMap(guess =>
      Array.from({ length: classes }, (_, c) => (c === guess ? 0.7 : 0.3 / (classes - 1))),
    ),
  )
}

test('agrees with scikit-learn on three unbalanced classes', () => {
  // confusion: 0 → [3 1 0], 1 → [1 1 0], 2 → [1 0 0]; sklearn.metrics on the same arrays
  const labels = [0, 0, 0, 0, 1, 1, 2]
  const metrics = metricsOf(guesses(3, [0, 0, 0, 1, 1, 0, 0]), labels, 3)
  expect(metrics.accuracy).toBeCloseTo(4 / 7, 10)
  expect(metrics.balancedAccuracy).toBeCloseTo((3 / 4 + 1 / 2 + 0) / 3, 10)
  expect(metrics.macroF1).toBeCloseTo((6 / 9 + 2 / 4 + 0) / 3, 10)
  expect(metrics.logLoss).toBeCloseTo(-(4 * Math.log(0.7) + 3 * Math.log(0.15)) / 7, 6)
})

test('a class in neither labels nor predictions counts nowhere, a wrongly claimed one counts 0 in F1 only', () => {
  const metrics = metricsOf(guesses(4, [0, 1, 2]), [0, 1, 1], 4)
  expect(metrics.balancedAccuracy).toBeCloseTo((1 + 1 / 2) / 2, 10)
  expect(metrics.macroF1).toBeCloseTo((1 + 2 / 3 + 0) / 3, 10)
})

test('log loss is clipped at 1e-7, so that one sure mistake is not infinite', () => {
  const { logLoss } = metricsOf(Float32Array.of(1, 0), [1], 2)
  expect(logLoss).toBeCloseTo(-Math.log(1e-7), 5)
})

test('softmax and log-sum-exp stay finite for large logits and keep NaN', () => {
  expect([...softmaxRows(Float32Array.of(1000, 1000, -1000, 0), 2)]).toEqual([0.5, 0.5, 0, 1])
  expect(logSumExp(Float32Array.of(5, 1000, 1000), 1, 2)).toBeCloseTo(1000 + Math.log(2), 9)
  expect(logSumExp(Float32Array.of(Number.NaN, 1), 0, 2)).toBeNaN()
  expect(metricsOf(softmaxRows(Float32Array.of(Number.NaN, 1), 2), [0], 2).logLoss).toBeNaN()
})

test('counts by class are told beside the metrics that they belong to, where the objective needs them', () => {
  const metrics = metricsOf(guesses(3, [0, 0, 0, 1, 1, 0, 0]), [0, 0, 0, 0, 1, 1, 2], 3)
  const counts = { right: [3, 1, 0], predicted: [5, 2, 0], actual: [4, 2, 1] }
  expect(countsFor('macroF1', metrics)).toEqual({ counts })
  expect(countsFor('balancedAccuracy', metrics)).toEqual({ counts })
  expect(countsFor('accuracy', metrics)).toEqual({})
  expect(countsFor('macroF1', { ...metrics })).toEqual({})
})
