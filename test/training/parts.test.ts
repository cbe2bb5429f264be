import { describe, expect, test } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import { batchesOf, shuffled } from '../../src/training/batches.ts'
import { createMasks } from '../../src/training/dropout.ts'
import { followBest } from '../../src/training/early-stopping.ts'
import { neededFor, plannedEpochs } from '../../src/training/needs.ts'
import { createTargets } from '../../src/training/targets.ts'
import { recipeSchema } from '../../src/trial/recipe.ts'

describe('batches', () => {
  test('an epoch is a permutation that depends on seed and epoch alone', () => {
    const images = Array.from({ length: 50 }, (_, i) => i * 2)
    const epoch = (seed: number, n: number) => shuffled(images, createRandom(seed), n)
    expect(epoch(1, 3)).toEqual(epoch(1, 3))
    expect(epoch(1, 3)).not.toEqual(epoch(1, 4))
    expect(epoch(1, 3)).not.toEqual(epoch(2, 3))
    expect(epoch(1, 3).toSorted((a, b) => a - b)).toEqual(images)
  })

  test('slices cover everything, the last one short', () => {
    expect(batchesOf([5, 6, 7, 8, 9], 2)).toEqual([[5, 6], [7, 8], [9]])
  })
})

describe('dropout', () => {
  test.each([0.1, 0.5, 0.6])('rate %d drops that share and scales the rest', rate => {
    const values = new Float32Array(100_001)
    createMasks(rate, createRandom(1))(values)
    const dropped = values.filter(value => value === 0).length / values.length
    expect(Math.abs(dropped - rate)).toBeLessThan(0.006)
    expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / (1 - rate))]))
  })

  test('same seed, same masks; consecutive masks and neighbouring values are unrelated', () => {
    const masks = (seed: number) => {
      const fill = createMasks(0.5, createRandom(seed))
      return [0, 1].map(() => {
        const values = new Float32Array(20_000)
        fill(values)
        return values
      })
    }
    const [first = new Float32Array(), second = new Float32Array()] = masks(3)
    expect(masks(3)).toEqual([first, second])
    const agreement = (shift: number, a: Float32Array, b: Float32Array) =>
      a.filter((value, i) => value === b[(i + shift) % b.length]).length / a.length
    for (const share of [agreement(0, first, second), agreement(1, first, first), agreement(2, first, first)])
      expect(Math.abs(share - 0.5)).toBeLessThan(0.02)
  })
})

describe('early stopping', () => {
  const metrics = (accuracy: number) => ({ accuracy, balancedAccuracy: 0, macroF1: 0, logLoss: 1 - accuracy })

  test('gives up after `patience` epochs without a better one and remembers the best', () => {
    const bestSoFar = followBest('accuracy', { patience: 2, minDelta: 0 })
    const seen = [0.5, 0.6, 0.6, 0.55].map((value, i) => {
      const isBest = bestSoFar.note(i + 1, metrics(value))
      return [isBest, bestSoFar.isExhausted()]
    })
    expect(seen).toEqual([
      [true, false],
      [true, false],
      [false, false],
      [false, true],
    ])
    expect(bestSoFar.best?.epoch).toBe(2)
  })

  test('minDelta ignores small gains; log loss is better when lower', () => {
    const bestSoFar = followBest('logLoss', { patience: 1, minDelta: 0.1 })
    bestSoFar.note(1, metrics(0.5))
    expect(bestSoFar.note(2, metrics(0.55))).toBe(false)
    expect(bestSoFar.isExhausted()).toBe(true)
    expect(bestSoFar.note(3, metrics(0.7))).toBe(true)
  })

  test('a new stage has its own patience but the old best to beat', () => {
    const bestSoFar = followBest('accuracy', { patience: 1, minDelta: 0 })
    bestSoFar.note(1, metrics(0.9))
    bestSoFar.note(2, metrics(0.8))
    bestSoFar.nextStage()
    expect(bestSoFar.isExhausted()).toBe(false)
    expect(bestSoFar.note(3, metrics(0.85))).toBe(false)
    expect(bestSoFar.best?.epoch).toBe(1)
  })

  test('without it nothing is ever exhausted', () => {
    const bestSoFar = followBest('accuracy', null)
    for (let epoch = 1; epoch < 100; epoch++) bestSoFar.note(epoch, metrics(0.5))
    expect(bestSoFar.isExhausted()).toBe(false)
  })
})

test('needs follow from the recipe', () => {
  const needs = (recipe: object) => neededFor(recipeSchema.parse(recipe))
  const none = { features: true, cut: false, pixels: false, views: 0 }
  expect(needs({})).toEqual(none)
  expect(needs({ unfreezeDepth: 2 })).toEqual({ ...none, cut: true })
  expect(needs({ unfreezeDepth: 2, fineTuneEpochs: 0 })).toEqual(none)
  expect(needs({ augment: 'light' })).toEqual({ ...none, pixels: true })
  expect(needs({ augment: { flip: true, views: 3 } })).toEqual({ ...none, views: 3 })
  expect(needs({ augment: { views: 3 } })).toEqual(none)
  expect(plannedEpochs(recipeSchema.parse({ unfreezeDepth: 1, headEpochs: 3, fineTuneEpochs: 4 }))).toBe(7)
  expect(plannedEpochs(recipeSchema.parse({ headEpochs: 3, fineTuneEpochs: 4 }))).toBe(3)
})

describe('targets', () => {
  const labels = Int32Array.of(0, 0, 0, 1)
  const options = { labels, classes: 2, train: [0, 1, 2, 3] }

  test('label smoothing is (1 − α)·t + α/classes, over the batch size', () => {
    const targets = createTargets(options, { labelSmoothing: 0.2, classWeights: 'none' })
    const { soft, weights } = targets.of([0, 3])
    expect([...soft].map(v => Number(v.toFixed(6)))).toEqual([0.45, 0.05, 0.05, 0.45])
    expect([...weights]).toEqual([0.5, 0.5])
  })

  test('balanced weights are n / (classes · count)', () => {
    const { weights } = createTargets(options, { labelSmoothing: 0, classWeights: 'balanced' }).of([0, 3])
    expect([...weights].map(v => Number(v.toFixed(6)))).toEqual([0.333333, 1])
  })

  test('the loss is the weighted mean cross-entropy', () => {
    const targets = createTargets(options, { labelSmoothing: 0.2, classWeights: 'balanced' })
    const p = 1 / (1 + Math.exp(-2))
    const expected = ((4 / 6) * -(0.9 * Math.log(p) + 0.1 * Math.log(1 - p)) + 2 * Math.log(2)) / 2
    expect(targets.loss([0, 3], Float32Array.of(3, 1, 7, 7))).toBeCloseTo(expected, 9)
  })
})
