import { beforeAll, describe, expect, test } from 'vitest'
import { loadEngine } from '../../src/engine/index.ts'
import { tf } from '../../src/engine/tf.ts'
import { trainFold } from '../../src/training/fold.ts'
import { createLogisticObjective } from '../../src/training/logistic/objective.ts'
import { penalties } from '../../src/training/logistic/penalties.ts'
import { createTargets } from '../../src/training/targets.ts'
import type { Report } from '../../src/trial/job.ts'
import { tinyFold } from './tiny.ts'

beforeAll(() => loadEngine('wasm', { threads: 1 }))

const logistic = { classifier: 'logisticRegression' }

async function train(
  recipe: Record<string, unknown>,
  shouldStop: (reports: number) => boolean = () => false,
) {
  const input = await tinyFold(recipe)
  const reports: Report[] = []
  let weights = new Map<string, Float32Array>()
  const before = tf.memory().numTensors
  const outcome = await trainFold(input, {
    onReport: report => void reports.push(report),
    shouldStop: () => shouldStop(reports.length),
    onTrained: trained => {
      weights = trained
    },
  })
  expect(tf.memory().numTensors).toBe(before)
  return { input, outcome, reports, weights }
}

describe('a logistic regression as a fold', () => {
  test('reports each penalty as an epoch: the training loss falls as they get weaker', async () => {
    const { reports, outcome } = await train(logistic)
    expect(reports.map(({ epoch, epochs, stage }) => [epoch, epochs, stage])).toEqual(
      penalties.map((_, i) => [i + 1, penalties.length, 'head']),
    )
    const losses = reports.map(({ trainLoss }) => trainLoss)
    expect(losses).toEqual(losses.toSorted((a, b) => b - a))
    expect(outcome).toMatchObject({ status: 'done', metrics: reports.at(-1)?.metrics })
    expect(Math.max(...reports.map(({ metrics }) => metrics.accuracy))).toBeGreaterThan(0.7)
  })

  test('early stopping leaves out penalties that do not help', async () => {
    const { reports, outcome } = await train({ ...logistic, earlyStopping: { patience: 2 } })
    const best = Math.max(...reports.map(({ metrics }) => metrics.accuracy))
    expect(outcome).toMatchObject({ status: 'done', metrics: { accuracy: best } })
    expect(reports.length).toBeLessThan(penalties.length)
  })

  test('the weights are those of a head on the features as they are', async () => {
    const { input, weights, outcome } = await train(logistic)
    const [kernel, bias] = [weights.get('predictions/kernel'), weights.get('predictions/bias')]
    const { features } = input.images
    if (kernel === undefined || bias === undefined || features === undefined) throw new Error('no weights')
    const width = kernel.length / 3
    const right = input.split.validation.filter(image => {
      const logits = [...bias].map((start, c) => {
        let logit = start
        for (let i = 0; i < width; i++) logit += (features[image * width + i] ?? 0) * (kernel[i * 3 + c] ?? 0)
        return logit
      })
      return logits.indexOf(Math.max(...logits)) === input.labels[image]
    })
    expect(outcome).toMatchObject({ metrics: { accuracy: right.length / input.split.validation.length } })
  })

  test('ignores what a trained head needs, and stops when it is told to', async () => {
    const plain = await train(logistic)
    const other = await train({
      ...logistic,
      learningRate: 9,
      dropout: 0.7,
      unfreezeDepth: 2,
      hiddenUnits: 8,
    })
    expect(other.outcome).toMatchObject({ status: 'done' })
    expect(other.reports.map(({ metrics }) => metrics)).toEqual(plain.reports.map(({ metrics }) => metrics))
    const stopped = await train(logistic, reports => reports === 2)
    expect(stopped.outcome).toMatchObject({ status: 'stopped', epochs: 2 })
  })
})

test('the gradient is that of the loss, penalty included', async () => {
  const images = Array.from({ length: 12 }, (_, i) => i)
  const labels = Int32Array.from(images, i => i % 3)
  const rows = Float32Array.from({ length: 12 * 4 }, (_, i) => Math.sin(i * i))
  const targets = createTargets(
    { labels, classes: 3, train: images },
    { labelSmoothing: 0, classWeights: 'none' },
  )
  const objective = createLogisticObjective({ rows, images, width: 4, classes: 3, targets })
  const at = Float64Array.from({ length: 15 }, (_, i) => Math.cos(i))
  const { gradient } = await objective.at(at, 0.1)
  for (const i of [0, 5, 11, 12, 14]) {
    const value = async (shift: number) => {
      const moved = at.slice()
      moved[i] = (moved[i] ?? 0) + shift
      return (await objective.at(moved, 0.1)).value
    }
    const numeric = ((await value(1e-2)) - (await value(-1e-2))) / 2e-2
    expect(gradient[i]).toBeCloseTo(numeric, 3)
  }
  objective.dispose()
})
