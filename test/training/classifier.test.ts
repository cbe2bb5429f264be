import { beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { type Tensor2D, tf } from '../../src/engine/tf.ts'
import { createHead, lossOnTape } from '../../src/training/classifier.ts'
import { targetTensors } from '../../src/training/target-tensors.ts'
import { createTargets } from '../../src/training/targets.ts'

beforeAll(() => loadEngine('wasm', { threads: 1 }))

const labels = Int32Array.of(0, 1, 2, 2, 1, 2, 2)
const rows = [0, 1, 2, 3, 4, 5, 6]

describe.each([0, 8])('a head with %i hidden units', hiddenUnits => {
  const size = { features: 12, hiddenUnits, classes: 3 }

  test.each([
    { labelSmoothing: 0, classWeights: 'none' as const },
    { labelSmoothing: 0.1, classWeights: 'balanced' as const },
  ])('has the gradients of the tape with %o', options => {
    const before = tf.memory().numTensors
    const head = createHead(size, createRandom(1))
    const targets = createTargets({ labels, classes: 3, train: rows }, options)
    tf.tidy(() => {
      const x: Tensor2D = tf.randomNormal([7, 12], 0, 2, 'float32', 5)
      const tensors = targetTensors(targets, rows, 3)
      const { logits, gradients } = head.gradients(x, tensors)
      const variables = [...head.weights.values()]
      const { value, grads } = tf.variableGrads(() => lossOnTape(head.logits(x), tensors), variables)
      variables.forEach(({ name }, i) => {
        const difference = gradients[i]
          ?.sub(grads[name] ?? tf.scalar(Number.NaN))
          .abs()
          .max()
          .dataSync()[0]
        expect(difference).toBeLessThan(1e-6)
        expect(gradients[i]?.abs().max().dataSync()[0]).toBeGreaterThan(1e-3)
      })
      expect(targets.loss(rows, new Float32Array(logits.dataSync()))).toBeCloseTo(value.dataSync()[0] ?? 0, 5)
    })
    head.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  test('starts from the seed, uniform within 1/√inputs, biases 0', () => {
    const start = (seed: number) => {
      const head = createHead(size, createRandom(seed))
      const values = [...head.weights].map(([name, variable]) => [name, [...variable.dataSync()]] as const)
      head.dispose()
      return new Map(values)
    }
    expect(start(1)).toEqual(start(1))
    expect(start(1)).not.toEqual(start(2))
    const kernel = start(1).get('predictions/kernel') ?? []
    const limit = 1 / Math.sqrt(hiddenUnits || 12)
    expect(Math.max(...kernel.map(Math.abs))).toBeLessThanOrEqual(limit)
    expect(Math.max(...kernel.map(Math.abs))).toBeGreaterThan(limit * 0.8)
    expect(new Set(start(1).get('predictions/bias'))).toEqual(new Set([0]))
  })
})
