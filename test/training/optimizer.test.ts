import { beforeAll, describe, expect, test } from 'vitest'
import { loadEngine } from '../../src/engine/index.ts'
import { type Tensor, tf } from '../../src/engine/tf.ts'
import { createOptimizer, type Parameter } from '../../src/training/optimizer.ts'
import type { Recipe } from '../../src/trial/recipe.ts'

beforeAll(() => loadEngine('wasm', { threads: 1 }))

type Settings = Pick<Recipe, 'optimizer' | 'momentum'>
const gradients = [
  [0.1, -0.2, 0.3],
  [0.05, 0.4, -0.1],
  [-0.3, 0.1, 0.2],
  [0.2, 0.2, -0.4],
]

/** The weights after the four gradients, the rate halved for the last two. */
function after(settings: Settings, penalties: Partial<Parameter> = {}): number[] {
  const variable = tf.tidy(() => tf.variable(tf.tensor1d([1, -2, 3])))
  const optimizer = createOptimizer(settings, [{ variable, rate: 0.1, ...penalties }])
  for (const [i, gradient] of gradients.entries()) {
    const tensor: Tensor = tf.tensor1d(gradient)
    optimizer.step([tensor], i < 2 ? 1 : 0.5)
    tensor.dispose()
  }
  const values = [...variable.dataSync()]
  optimizer.dispose()
  variable.dispose()
  return values
}

const close = (values: number[], expected: number[]) =>
  expected.forEach((value, i) => {
    expect(values[i]).toBeCloseTo(value, 5)
  })

describe('the same weights as Keras 3.15 after the same gradients and rates', () => {
  const keras: [Settings, number[]][] = [
    [{ optimizer: 'adam' }, [0.8208082914, -1.9846268892, 2.8341951371]],
    [{ optimizer: 'sgd' }, [0.9705600142, -2.0591201782, 2.9249300957]],
    [{ optimizer: 'sgd', momentum: 0 }, [0.9900000095, -2.0350000858, 2.9900000095]],
    [{ optimizer: 'rmsprop' }, [0.5984905958, -2.075489521, 2.8198106289]],
    [{ optimizer: 'rmsprop', momentum: 0.8 }, [-0.1112725735, -1.8989459276, 2.281031847]],
  ]
  test.each(keras)('%o', (settings, expected) => close(after(settings), expected))
})

test('penalties are added to the gradient: l1 · sign(w) + 2 · l2 · w', () => {
  const [l1, l2] = [0.01, 0.02]
  const expected = [1, -2, 3].map((start, i) =>
    gradients.reduce((w, gradient, step) => {
      const rate = step < 2 ? 0.1 : 0.05
      return w - rate * ((gradient[i] ?? 0) + l1 * Math.sign(w) + 2 * l2 * w)
    }, start),
  )
  close(after({ optimizer: 'sgd', momentum: 0 }, { l1, l2 }), expected)
})

test('each parameter has its own rate', () => {
  const [a, b] = [tf.variable(tf.tensor1d([1])), tf.variable(tf.tensor1d([1]))]
  const optimizer = createOptimizer({ optimizer: 'sgd', momentum: 0 }, [
    { variable: a, rate: 0.1 },
    { variable: b, rate: 0.01 },
  ])
  const gradient: Tensor = tf.tensor1d([1])
  optimizer.step([gradient, gradient], 1)
  expect([a.dataSync()[0], b.dataSync()[0]].map(v => Number(v?.toFixed(6)))).toEqual([0.9, 0.99])
  tf.dispose([gradient, a, b])
  optimizer.dispose()
})

test.each(['adam', 'sgd', 'rmsprop'] as const)('%s leaves no tensor behind', optimizer => {
  const before = tf.memory().numTensors
  after({ optimizer, momentum: 0.9 })
  expect(tf.memory().numTensors).toBe(before)
})
