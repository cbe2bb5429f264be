import { beforeAll, expect, test } from 'vitest'
import { frozenBatchNorm } from '../../src/backbones/frozen-batch-norm.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { type Tensor1D, tf } from '../../src/engine/tf.ts'

beforeAll(() => loadEngine('wasm', { threads: 1 }))

test("has the values and gradients of TensorFlow.js' own batch norm, and leaves no tensor behind", () => {
  const before = tf.memory().numTensors
  tf.tidy(() => {
    const x = tf.randomNormal<tf.Rank.R4>([3, 5, 4, 6], 0.5, 2, 'float32', 1)
    const weight = tf.randomNormal<tf.Rank.R4>([3, 5, 4, 6], 0, 1, 'float32', 2)
    const vector = (seed: number, low: number): Tensor1D =>
      tf.randomUniform([6], low, low + 1, 'float32', seed)
    const [gamma, beta, mean, variance] = [vector(3, 0.5), vector(4, -0.5), vector(5, -0.5), vector(6, 0.5)]
    const epsilon = 1e-3
    type Args = [typeof x, Tensor1D, Tensor1D]
    const own = (...[a, g, b]: Args) => frozenBatchNorm(a, g, b, { mean, variance, epsilon })
    const stock = (...[a, g, b]: Args) => tf.batchNorm4d(a, mean, variance, b, g, epsilon)
    const [ours, theirs] = [own, stock].map(norm => {
      const loss = (...inputs: tf.Tensor[]) =>
        norm(...(inputs as Args))
          .mul(weight)
          .sum()
      return [norm(x, gamma, beta), ...tf.grads(loss)([x, gamma, beta])]
    })
    expect(ours?.length).toBe(4)
    ours?.forEach((tensor, i) => {
      expect(tensor.shape).toEqual(theirs?.[i]?.shape)
      expect(
        tensor
          .sub(theirs?.[i] ?? Number.NaN)
          .abs()
          .max()
          .dataSync()[0],
      ).toBeLessThan(1e-4)
      expect(tensor.abs().max().dataSync()[0]).toBeGreaterThan(0.1)
    })
  })
  expect(tf.memory().numTensors).toBe(before)
})
