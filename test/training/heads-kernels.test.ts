import { beforeAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { type Tensor2D, tf } from '../../src/engine/tf.ts'
import { createHead } from '../../src/training/classifier.ts'
import { createFeatureDropout } from '../../src/training/dropout.ts'
import { headParameters } from '../../src/training/head-stage.ts'
import { createLinearHead } from '../../src/training/heads/linear-head.ts'
import { createOptimizer } from '../../src/training/optimizer.ts'
import { targetTensors } from '../../src/training/target-tensors.ts'
import { createTargets } from '../../src/training/targets.ts'
import { type Recipe, recipeSchema } from '../../src/trial/recipe.ts'

beforeAll(() => loadEngine('wasm', { threads: 1 }))

const images = 41
const width = 24
const steps = 30

function problem(classes: number) {
  const random = createRandom(classes)
  const labels = new Int32Array(images).map(() => random.integer(0, classes - 1))
  const features = new Float32Array(images * width).map(() => Math.max(0, random.normal()))
  const batches = Array.from({ length: steps }, (_, i) => {
    const order = random.fork('batch', i).shuffle(Array.from(labels.keys()))
    return order.slice(0, i % 3 === 2 ? 7 : 16)
  })
  return { classes, labels, features, batches }
}

/** The same head on tensors: `createHead`, its hand-written gradient, the optimizer of every other training. */
function onTensors(recipe: Recipe, { classes, labels, features, batches }: ReturnType<typeof problem>) {
  const random = createRandom(3)
  const targets = createTargets({ labels, classes, train: [...labels.keys()] }, recipe)
  const head = createHead({ features: width, hiddenUnits: 0, classes }, random.fork('head'))
  const optimizer = createOptimizer(recipe, headParameters(head, recipe))
  const dropOut = createFeatureDropout(recipe.dropout, random.fork('dropout', 'head'))
  const x = tf.tensor2d(features, [images, width])
  const rows = (batch: readonly number[]) => tf.gather(x, tf.tensor1d([...batch], 'int32')) as Tensor2D
  const logits = batches.map((batch, i) =>
    tf.tidy(() => {
      const step = head.gradients(dropOut(batch.length)(rows(batch)), targetTensors(targets, batch, classes))
      optimizer.step(step.gradients, 1 / (1 + i / 10))
      return step.logits.dataSync<'float32'>()
    }),
  )
  const final = tf.tidy(() => head.logits(x).dataSync<'float32'>())
  const [kernel, bias] = [...head.weights.values()].map(variable => variable.dataSync<'float32'>())
  return { logits, final, kernel, bias }
}

function onKernels(recipe: Recipe, { classes, labels, features, batches }: ReturnType<typeof problem>) {
  const random = createRandom(3)
  const targets = createTargets({ labels, classes, train: [...labels.keys()] }, recipe)
  const head = createLinearHead({ recipe, classes, features, width, targets, random })
  const logits = batches.map((batch, i) => head.step(batch, 1 / (1 + i / 10)).slice())
  const result = { logits, final: head.logits([...labels.keys()]), ...head.weights() }
  head.dispose()
  return result
}

const change = { learningRate: 0.01, batchSize: 16, dropout: 0.3 }

describe('the kernels train as tensors do', () => {
  test.each([
    ['adam', { optimizer: 'adam' }],
    ['sgd', { optimizer: 'sgd' }],
    ['sgd without momentum', { optimizer: 'sgd', momentum: 0 }],
    ['rmsprop', { optimizer: 'rmsprop' }],
    ['rmsprop with momentum', { optimizer: 'rmsprop', momentum: 0.8 }],
    ['no dropout', { dropout: 0 }],
    ['label smoothing', { labelSmoothing: 0.2 }],
    ['class weights', { classWeights: 'balanced' }],
    ['l2', { l2: 0.05 }],
    ['l1', { l1: 0.02, optimizer: 'sgd' }],
  ])('%s', (_, recipe) => {
    for (const classes of [2, 3, 5]) {
      const given = problem(classes)
      const parsed = recipeSchema.parse({ ...change, ...recipe })
      const [expected, got] = [onTensors(parsed, given), onKernels(parsed, given)]
      for (const [i, logits] of expected.logits.entries()) expectClose(got.logits[i], logits)
      expectClose(got.final, expected.final)
      expectClose(got.kernel, expected.kernel)
      expectClose(got.bias, expected.bias)
    }
  })
})

function expectClose(got: Float32Array | undefined, expected: Float32Array | undefined): void {
  expect(got?.length).toBe(expected?.length)
  const worst = Math.max(...(expected ?? []).map((value, i) => Math.abs(value - (got?.[i] ?? Number.NaN))))
  expect(worst).toBeLessThan(2e-5)
}
