import { beforeAll, describe, expect, test } from 'vitest'
import { loadEngine } from '../../src/engine/index.ts'
import { tf } from '../../src/engine/tf.ts'
import { trainFold } from '../../src/training/fold.ts'
import type { Report } from '../../src/trial/job.ts'
import { tinyFold } from './tiny.ts'

beforeAll(() => loadEngine('wasm', { threads: 1 }))

/** Weights and train losses after a fold whose images go through the network so many at a time. */
async function trained(recipe: Record<string, unknown>, microBatch?: number) {
  const input = await tinyFold({ batchSize: 8, ...recipe }, { images: 45 })
  const losses: number[] = []
  let weights = new Map<string, Float32Array>()
  const before = tf.memory().numTensors
  const job = { ...input.job, ...(microBatch === undefined ? {} : { microBatch }) }
  const outcome = await trainFold(
    { ...input, job },
    {
      onReport: ({ trainLoss }: Report) => void losses.push(trainLoss),
      shouldStop: () => false,
      onTrained: found => {
        weights = found
      },
    },
  )
  if (outcome.status !== 'done') throw new Error(JSON.stringify(outcome))
  expect(tf.memory().numTensors, 'no tensor is left behind').toBe(before)
  return { losses, weights, metrics: outcome.metrics }
}

function largestDifference(
  one: ReadonlyMap<string, Float32Array>,
  two: ReadonlyMap<string, Float32Array>,
): number {
  expect([...two.keys()]).toEqual([...one.keys()])
  return Math.max(
    ...[...one].flatMap(([name, values]) =>
      [...values].map((v, i) => Math.abs(v - (two.get(name)?.[i] ?? NaN))),
    ),
  )
}

const everything = {
  optimizer: 'sgd',
  unfreezeDepth: 2,
  dropout: 0.3,
  hiddenUnits: 5,
  l1: 1e-3,
  l2: 1e-3,
  labelSmoothing: 0.1,
  classWeights: 'balanced',
}

describe('a batch in parts is the batch', () => {
  test.each([
    ['dropout, penalties, smoothing and class weights', everything],
    ['one more block at a time', { ...everything, unfreezing: 'gradual' }],
    ['augmented anew in every epoch', { ...everything, augment: { flip: true } }],
  ])('%s', async (_, recipe) => {
    const whole = await trained(recipe)
    // 8 = 3 + 3 + 2, and the last batch of the epoch's 30 images is 6 = 3 + 3.
    const parts = await trained(recipe, 3)
    expect(largestDifference(whole.weights, parts.weights)).toBeLessThan(1e-5)
    for (const [i, loss] of whole.losses.entries()) expect(parts.losses[i]).toBeCloseTo(loss, 5)
    expect(parts.metrics.logLoss).toBeCloseTo(whole.metrics.logLoss, 5)
  })

  test('one image at a time', async () => {
    const [whole, parts] = [await trained(everything), await trained(everything, 1)]
    expect(largestDifference(whole.weights, parts.weights)).toBeLessThan(1e-5)
  })
})

test('batch norm that is trained sees the parts, and its moving statistics move as far as with the batch', async () => {
  const recipe = { ...everything, batchNorm: 'trained', learningRate: 1e-9 }
  const [whole, parts] = [await trained(recipe), await trained(recipe, 4)]
  const [mean, other] = [whole, parts].map(
    ({ weights }) => weights.get('dw_bn/moving_mean') ?? new Float32Array(),
  )
  // What goes into the first batch norm is the same however it is cut: so is the mean of the means.
  expect(Math.max(...[...(mean ?? [])].map((v, i) => Math.abs(v - (other?.[i] ?? NaN))))).toBeLessThan(2e-3)
  expect(largestDifference(whole.weights, parts.weights)).toBeGreaterThan(1e-4)
})
