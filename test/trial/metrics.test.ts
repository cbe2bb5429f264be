import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import { basisOf } from '../../src/leaderboard/basis.ts'
import { intervalOf } from '../../src/leaderboard/interval.ts'
import { stateOf } from '../../src/run/book.ts'
import { softmaxRows } from '../../src/training/metrics.ts'
import { allMetrics, goalOf, measure, metricNames, valueIn } from '../../src/trial/metrics/index.ts'
import { predictionsOf } from '../../src/trial/metrics/predictions.ts'
import { lossOf } from '../../src/trial/trial.ts'
import { eventsWith } from '../leaderboard/some-run.ts'

const random = createRandom('metrics')
const [images, classes] = [211, 7]
const logits = Float32Array.from({ length: images * classes }, () => 4 * random.next() - 2)
/** The last class never occurs. */
const labels = Array.from({ length: images }, () => Math.floor(6 * random.next()))
const guessed = predictionsOf(softmaxRows(logits, classes), labels, classes)
const sure = Float32Array.from({ length: images * classes }, (_, i) =>
  labels[Math.floor(i / classes)] === i % classes ? 1 : 0,
)
const perfect = predictionsOf(sure, labels, classes)

test('to the last digit what version 1 wrote into journals', () => {
  expect(measure(guessed)).toMatchObject({
    accuracy: 0.12796208530805686,
    balancedAccuracy: 0.12566695550566517,
    macroF1: 0.11594799422116264,
    logLoss: 2.5809098433811064,
  })
})

describe.each(metricNames)('%s', name => {
  const { goal, bounds, meaning, compute: value } = allMetrics[name]
  const [lowest, highest] = bounds
  const best = goal === 'maximize' ? highest : lowest

  test('is within its bounds, best where every image is recognised, and better there than for guesses', () => {
    const [of, ofBest] = [value(guessed), value(perfect)]
    expect(of).toBeGreaterThanOrEqual(lowest)
    expect(of).toBeLessThanOrEqual(highest)
    expect(ofBest).toBeCloseTo(best, 6)
    expect(Math.abs(of - best)).toBeGreaterThan(Math.abs(ofBest - best))
  })

  test('has its interval cut at its bounds, and nowhere else', () => {
    const of = (scores: readonly number[]) => {
      const state = stateOf(eventsWith([{ scores }], name, 3))
      const [trial] = state.trials
      return trial && intervalOf(trial, { ...basisOf(state), images: undefined })
    }
    expect(of([lowest, lowest, lowest + 0.5])?.low).toBe(lowest)
    expect(of([0.1, 0.9, 5])?.high === highest).toBe(Number.isFinite(highest))
  })

  test('is explained in a sentence', () => {
    expect(meaning).toMatch(/^[A-Z].*\.$/)
  })
})

test('a metric that an older journal lacks is worse than any other', () => {
  const { accuracy: _, ...older } = measure(guessed)
  const old = older as ReturnType<typeof measure>
  expect(valueIn(old, 'accuracy')).toBeNaN()
  expect(lossOf({ metric: 'accuracy', goal: goalOf('accuracy') }, old)).toBeNaN()
})
