import { beforeAll, describe, expect, test } from 'vitest'
import { activate } from '../../src/backbones/activations.ts'
import { type Convolution, convolve } from '../../src/backbones/convolve.ts'
import type { ActivationName, Pad } from '../../src/backbones/graph.ts'
import { layerNorm } from '../../src/backbones/normalise.ts'
import { avgPool, maxPool } from '../../src/backbones/pooling.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { type Tensor, tf } from '../../src/engine/tf.ts'

beforeAll(() => loadEngine('wasm', { threads: 1 }))

const around: Pad = [
  [1, 1],
  [1, 1],
]

function expectClose(tensor: Tensor, expected: ArrayLike<number>, digits = 4) {
  const values = tensor.dataSync()
  expect(values.length).toBe(expected.length)
  values.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i] ?? Number.NaN, digits)
  })
}

describe('average pooling', () => {
  const ones = () => tf.ones<tf.Rank.R4>([1, 5, 5, 1])
  const operation = { op: 'avgPool', size: [3, 3], strides: [1, 1], padding: 'same' } as const
  const sum = (countPads: boolean) => (x: Tensor) =>
    avgPool(x.as4D(1, 5, 5, 1), { ...operation, countPads }).sum()

  test('an average of ones is one, at the border too, unless padding counts', () => {
    expectClose(avgPool(ones(), operation), Array(25).fill(1))
    expectClose(avgPool(ones(), { ...operation, countPads: true }).slice([0, 0, 0, 0], [1, 1, 2, 1]), [
      4 / 9,
      6 / 9,
    ])
  })

  test('the gradient divides by the same number of cells as the value', () => {
    const corner = 1 / 4 + 1 / 6 + 1 / 6 + 1 / 9
    const gradient = tf.grad(sum(false))(ones())
    expectClose(gradient.slice([0, 0, 0, 0], [1, 1, 1, 1]), [corner])
    expectClose(gradient.sum(), [25])
    const counted = tf.grad(sum(true))(ones())
    expectClose(counted.slice([0, 0, 0, 0], [1, 1, 1, 1]), [4 / 9])
  })

  test('an explicit padding of one is the same window', () => {
    const x = tf.randomNormal<tf.Rank.R4>([2, 5, 6, 3], 0, 1, 'float32', 1)
    expectClose(avgPool(x, { ...operation, padding: around }), avgPool(x, operation).dataSync())
  })
})

test('padding never wins a maximum', () => {
  const x = tf.fill<tf.Rank.R4>([1, 4, 4, 1], -7)
  const operation = { op: 'maxPool', size: [3, 3], strides: [2, 2] } as const
  expectClose(maxPool(x, { ...operation, padding: around }), Array(4).fill(-7))
  expectClose(maxPool(x, { ...operation, padding: 'same' }), Array(4).fill(-7))
})

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
const hard = (x: number) => Math.min(6, Math.max(0, x + 3)) / 6
const formulas: Record<ActivationName, (x: number) => number> = {
  relu: x => Math.max(0, x),
  relu6: x => Math.min(6, Math.max(0, x)),
  sigmoid,
  swish: x => x * sigmoid(x),
  hardSigmoid: hard,
  hardSwish: x => x * hard(x),
  // Φ(x) by its series; exact enough for |x| ≤ 4.
  gelu: x => {
    let [term, sum] = [x, x]
    for (let n = 1; n < 80; n++) {
      term *= (-x * x * 0.5) / n
      sum += term / (2 * n + 1)
    }
    return x * (0.5 + sum / Math.sqrt(2 * Math.PI))
  },
}

test.each(Object.entries(formulas))('%s: values and gradient', (name, formula) => {
  const points = [-4, -2.9, -1.3, -0.2, 0.3, 1.7, 2.8, 3.9]
  const x = tf.tensor4d(points, [1, 1, 1, points.length])
  const run = (t: Tensor) => activate(t.as4D(1, 1, 1, points.length), name as ActivationName)
  expectClose(run(x), points.map(formula))
  const slopes = points.map(p => (formula(p + 1e-4) - formula(p - 1e-4)) / 2e-4)
  expectClose(tf.grad(t => run(t).sum())(x), slopes, 3)
})

test.each(['conv2d', 'depthwiseConv2d'] as const)('%s: fused or not, and however padded, the same', op => {
  const x = tf.randomNormal<tf.Rank.R4>([2, 7, 7, 4], 0, 1, 'float32', 1)
  const filter = tf.randomNormal<tf.Rank.R4>([3, 3, 4, op === 'conv2d' ? 5 : 1], 0, 1, 'float32', 2)
  const bias = tf.randomNormal<tf.Rank.R1>([op === 'conv2d' ? 5 : 4], 0, 1, 'float32', 3)
  const operation: Convolution = { op, kernel: [3, 3], strides: [2, 2], padding: 'same', bias: true }
  for (const activation of ['relu', 'swish', undefined] as const) {
    const full = activation === undefined ? operation : { ...operation, activation }
    const fused = convolve(full, x, filter, bias, false)
    expectClose(convolve(full, x, filter, bias, true), fused.dataSync())
    expectClose(convolve({ ...full, padding: around }, x, filter, bias, false), fused.dataSync())
  }
})

test('layer norm leaves mean 0 and variance 1 at every position', () => {
  const x = tf.randomNormal<tf.Rank.R4>([2, 3, 3, 64], 5, 3, 'float32', 1)
  const weights = { gamma: tf.ones<tf.Rank.R1>([64]), beta: tf.zeros<tf.Rank.R1>([64]) }
  const y = layerNorm(x, 1e-6, name => (name === 'gamma' ? weights.gamma : weights.beta))
  const { mean, variance } = tf.moments(y, -1)
  expectClose(mean, Array(18).fill(0), 3)
  expectClose(variance, Array(18).fill(1), 3)
})
