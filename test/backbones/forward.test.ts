import { beforeAll, expect, test } from 'vitest'
import { graphBuilder } from '../../src/backbones/build.ts'
import { forward } from '../../src/backbones/forward.ts'
import type { Graph } from '../../src/backbones/graph.ts'
import { createRandom } from '../../src/base/random.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { type Tensor, type Tensor4D, tf } from '../../src/engine/tf.ts'

beforeAll(() => loadEngine('wasm', { threads: 1 }))

/** Every operation that a backbone may have, in two blocks. */
function everything(): Graph {
  const g = graphBuilder('Everything', 16)
  let x = g.affine(g.input, [2, 2, 2], [-1, -1, -1])
  x = g.conv(
    g.zeroPad(x, [
      [0, 1],
      [0, 1],
    ]),
    8,
    { kernel: 3, strides: 2, padding: 'valid', bias: true },
  )
  x = g.activation(g.batchNorm(x, { epsilon: 1e-3, momentum: 0.9 }), 'relu6')
  g.cut('first', x)
  const gate = g.conv(g.globalAveragePool(x), 8, { bias: true, activation: 'sigmoid' })
  const deep = g.layerScale(g.layerNorm(g.depthwise(x, { kernel: 3 }), 1e-6))
  const pooled = g.avgPool(x, { size: 3, strides: 1, padding: 'same' })
  x = g.scaledAdd(g.multiply([x, gate]), g.add([deep, pooled, x]), 0.5)
  x = g.crop(g.concat([x, g.identity(x, { name: 'same' })]), [
    [1, 1],
    [1, 1],
  ])
  x = g.batchNorm(g.maxPool(x, { size: 2 }), { epsilon: 1e-3, momentum: 0.9, scale: false })
  g.cut('second', g.activation(x, 'hardSwish'))
  return g.finish()
}

function weightsOf(graph: Graph): Map<string, Tensor> {
  const random = createRandom(1)
  const tensors = new Map<string, Tensor>()
  for (const { name, weights } of graph.layers)
    for (const weight of weights) {
      const length = weight.shape.reduce((product, side) => product * side, 1)
      const isScale = /gamma|variance/.test(weight.name)
      const values = Float32Array.from({ length }, () => (isScale ? 1 : 0) + 0.3 * random.normal())
      tensors.set(
        `${name}/${weight.name}`,
        tf.tensor(
          values.map(v => (isScale ? Math.abs(v) : v)),
          [...weight.shape],
        ),
      )
    }
  return tensors
}

const graph = everything()
const [cut = ''] = graph.cuts.map(({ layer }) => layer)
const images = () => tf.randomNormal<tf.Rank.R4>([3, 16, 16, 3], 0, 1, 'float32', 7)
const difference = (a: Tensor, b: Tensor) => tf.tidy(() => a.sub(b).abs().max().dataSync()[0])

test('in two parts as in one, with every shape as foretold, and nothing left behind', () => {
  const weights = weightsOf(graph)
  const x = images()
  const before = tf.memory().numTensors
  const whole = forward(graph, weights, x)
  expect(tf.memory().numTensors).toBe(before + 1)
  const half = forward(graph, weights, x, { to: cut })
  const rest = forward(graph, weights, half, { from: cut })
  expect(tf.memory().numTensors).toBe(before + 3)
  expect(difference(whole, rest)).toBeLessThan(1e-5)
  for (const layer of graph.layers) {
    const output = forward(graph, weights, x, { to: layer.name })
    expect([layer.name, ...output.shape.slice(1)]).toEqual([layer.name, ...layer.shape])
    output.dispose()
  }
  expect(x.isDisposed).toBe(false)
  expect(tf.memory().numTensors).toBe(before + 3)
})

test('under a tape the same values; every weight after the cut has a gradient, and nothing stays', () => {
  const weights = weightsOf(graph)
  const variables = new Map([...weights].map(([name, tensor]) => [name, tf.variable(tensor)]))
  const x = images()
  const half = forward(graph, weights, x, { to: cut })
  const plain = forward(graph, weights, half, { from: cut })
  const before = tf.memory().numTensors
  tf.tidy(() => {
    const scalar = () => forward(graph, variables, half, { from: cut }).square().mean<tf.Scalar>()
    const { value, grads } = tf.variableGrads(scalar)
    expect(value.dataSync()[0]).toBeCloseTo(plain.square().mean().dataSync()[0] ?? Number.NaN, 4)
    const trained = graph.layers
      .slice(graph.layers.findIndex(({ name }) => name === cut) + 1)
      .flatMap(({ name, weights }) => weights.map(weight => `${name}/${weight.name}`))
      .filter(name => !/moving/.test(name))
    expect(trained).toHaveLength(7)
    for (const name of trained)
      expect(grads[variables.get(name)?.name ?? '']?.abs().max().dataSync()[0], name).toBeGreaterThan(0)
  })
  expect(tf.memory().numTensors).toBe(before)
  tf.dispose([...variables.values()])
})

test('trained batch norm uses the batch and tells its statistics; frozen never does', () => {
  const weights = weightsOf(graph)
  const seen = new Map<string, { mean: number[]; variance: number[] }>()
  const onMovingStatistics = (layer: string, mean: Tensor, variance: Tensor) =>
    void seen.set(layer, { mean: [...mean.dataSync()], variance: [...variance.dataSync()] })
  const x = images()
  forward(graph, weights, x, { to: cut, onMovingStatistics })
  expect(seen.size).toBe(0)
  const conv = forward(graph, weights, x, { to: 'conv2d' })
  forward(graph, weights, x, { to: 'batch_normalization', batchNorm: 'trained', onMovingStatistics })
  const { mean, variance } = tf.moments(conv, [0, 1, 2])
  const told = seen.get('batch_normalization')
  expect(difference(mean, tf.tensor1d(told?.mean ?? []))).toBeLessThan(1e-5)
  expect(difference(variance, tf.tensor1d(told?.variance ?? []))).toBeLessThan(1e-5)
})

test('asked for nothing it gives a copy; a missing weight is named', () => {
  const x = images()
  const same: Tensor4D = forward(graph, new Map(), x, { from: cut, to: cut })
  expect(same).not.toBe(x)
  expect(difference(same, x)).toBe(0)
  expect(() => forward(graph, new Map(), x)).toThrow("the backbone's weights lack conv2d/kernel")
})
