import { beforeAll, describe, expect, test } from 'vitest'
import { compile, compileForInference } from '../../src/activations/compile.ts'
import { foldedTensors } from '../../src/activations/folded-tensors.ts'
import { weightTensors } from '../../src/activations/weight-tensors.ts'
import { forward } from '../../src/backbones/forward.ts'
import type { Graph } from '../../src/backbones/graph.ts'
import { getBackbone } from '../../src/backbones/index.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { type Tensor, type Tensor4D, tf } from '../../src/engine/tf.ts'
import { tinyGraph } from '../training/tiny.ts'
import { randomWeights } from './random-weights.ts'

beforeAll(() => loadEngine('wasm', { threads: 1 }))

const graphs: [string, () => Graph][] = [
  ['the tiny graph', () => tinyGraph],
  ['MobileNetV2-0.35 at 64 pixels', () => getBackbone('MobileNetV2-0.35').build(64)],
  ['VGG16 at 32 pixels', () => getBackbone('VGG16').build(32)],
  ['InceptionV3 at 75 pixels', () => getBackbone('InceptionV3').build(75)],
  ['DenseNet121 at 32 pixels', () => getBackbone('DenseNet121').build(32)],
]

describe.each(graphs)('%s', (_name, build) => {
  const graph = build()
  const compiled = compile(graph)
  const values = randomWeights(graph)

  test('folded as tensors and as arrays the weights are the same', () => {
    const arrays = compileForInference(graph, values).values
    const weights = weightTensors(graph.layers, values)
    tf.tidy(() => {
      const folded = foldedTensors(compiled, compiled.graph.layers, weights)
      expect([...folded.keys()].sort()).toEqual([...arrays.keys()].sort())
      for (const [key, tensor] of folded) expectClose(key, tensor.dataSync(), arrays.get(key) ?? [], 1e-5)
    })
    tf.dispose([...weights.values()])
  })

  test('the gradients of its last blocks are those of the network as it is written', () => {
    const from = graph.cuts.at(-3)?.layer ?? graph.layers[0]?.name ?? ''
    const weights = weightTensors(graph.layers, values)
    const [height, width, channels] = graph.layers.find(({ name }) => name === from)?.shape ?? [1, 1, 1]
    const trained = [...weights].filter(([key]) => !/moving/.test(key) && isAfter(graph, key, from))
    const x = tf.randomUniform([3, height, width, channels], -1, 1, 'float32', 5) as Tensor4D
    const gradientsBy = (run: (weights: ReadonlyMap<string, Tensor>) => Tensor4D) =>
      tf.grads((...tensors: Tensor[]) => {
        const given = new Map([
          ...weights,
          ...trained.map(([key], i): [string, Tensor] => [key, tensors[i] as Tensor]),
        ])
        return tf.mean(tf.square(run(given))).asScalar()
      })(trained.map(([, tensor]) => tensor))
    const before = tf.memory().numTensors
    const plain = tf.tidy(() => gradientsBy(given => forward(graph, given, x, { from })))
    const folded = tf.tidy(() =>
      gradientsBy(given => {
        const layers = compiled.graph.layers.filter(({ name }) => isAfter(compiled.graph, `${name}/`, from))
        return forward(compiled.graph, foldedTensors(compiled, layers, given), x, { from })
      }),
    )
    for (const [i, [key]] of trained.entries())
      expectClose(key, folded[i]?.dataSync() ?? [], plain[i]?.dataSync() ?? [], 1e-3)
    tf.dispose([plain, folded])
    expect(tf.memory().numTensors).toBe(before)
    tf.dispose([x, ...weights.values()])
  })
})

function isAfter({ layers }: Graph, key: string, from: string): boolean {
  const index = (name: string) => layers.findIndex(layer => layer.name === name)
  return index(key.slice(0, key.lastIndexOf('/'))) > index(from)
}

function expectClose(
  what: string,
  got: ArrayLike<number>,
  wanted: ArrayLike<number>,
  tolerance: number,
): void {
  let [scale, largest] = [1e-12, 0]
  for (let i = 0; i < wanted.length; i++) {
    const value = wanted[i] ?? Number.NaN
    scale = Math.max(scale, Math.abs(value))
    largest = Math.max(largest, Math.abs(value - (got[i] ?? Number.NaN)))
  }
  expect(largest / scale, what).toBeLessThan(tolerance)
}
