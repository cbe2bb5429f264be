import { beforeAll, describe, expect, test } from 'vitest'
import { compileForInference } from '../../src/activations/compile.ts'
import { weightTensors } from '../../src/activations/compute.ts'
import { forward } from '../../src/backbones/forward.ts'
import type { Graph, WeightValues } from '../../src/backbones/graph.ts'
import { getBackbone } from '../../src/backbones/index.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { tf } from '../../src/engine/tf.ts'
import { tinyGraph } from '../training/tiny.ts'
import { randomWeights } from './random-weights.ts'

beforeAll(() => loadEngine('wasm', { threads: 1 }))

const graphs: [string, () => Graph][] = [
  ['the tiny graph', () => tinyGraph],
  ['MobileNetV2-0.35 at 96 pixels', () => getBackbone('MobileNetV2-0.35').build(96)],
  ['ResNet50 at 64 pixels', () => getBackbone('ResNet50').build(64)],
]

function outputs(graph: Graph, values: WeightValues, to: string): Float32Array {
  const weights = weightTensors(graph.layers, values)
  const [size] = graph.inputShape
  const result = tf.tidy(() => {
    const x = tf.randomUniform<tf.Rank.R4>([2, size, size, 3], -1, 1, 'float32', 3)
    return new Float32Array(forward(graph, weights, x, { to }).dataSync())
  })
  tf.dispose([...weights.values()])
  return result
}

describe.each(graphs)('%s', (_name, build) => {
  const graph = build()
  const values = randomWeights(graph)
  const compiled = compileForInference(graph, values)

  test('has the same output, also at a cut in the middle', () => {
    const middle = graph.cuts[Math.floor(graph.cuts.length / 2)]?.layer ?? ''
    for (const layer of [middle, graph.layers.at(-1)?.name ?? '']) {
      const plain = outputs(graph, values, layer)
      const fast = outputs(compiled.graph, compiled.values, layer)
      const scale = Math.max(...plain.map(Math.abs))
      const difference = Math.max(...plain.map((value, i) => Math.abs(value - (fast[i] ?? Number.NaN))))
      expect(scale).toBeGreaterThan(1e-3)
      expect(difference / scale).toBeLessThan(1e-4)
    }
  })

  test('has every batch norm and relu after a convolution folded in, and exactly the weights it names', () => {
    const operations = compiled.graph.layers.map(({ operation }) => operation.op)
    expect(operations).not.toContain('batchNorm')
    const before = new Map(compiled.graph.layers.map(({ name, operation }) => [name, operation.op]))
    const loose = compiled.graph.layers.filter(
      ({ operation, inputs: [input = ''] }) =>
        operation.op === 'activation' && /conv/i.test(before.get(input) ?? ''),
    )
    expect(loose).toEqual([])
    const named = compiled.graph.layers.flatMap(layer => layer.weights.map(w => `${layer.name}/${w.name}`))
    expect([...compiled.values.keys()].sort()).toEqual(named.sort())
    for (const { name, weights } of compiled.graph.layers)
      for (const { name: weight, shape } of weights)
        expect(compiled.values.get(`${name}/${weight}`)?.length).toBe(shape.reduce((a, b) => a * b, 1))
  })
})

test('leaves the given weights as they were', () => {
  const values = randomWeights(tinyGraph)
  compileForInference(tinyGraph, values)
  expect(values).toEqual(randomWeights(tinyGraph))
})
