import { readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { forward } from '../../src/backbones/forward.ts'
import { getBackbone } from '../../src/backbones/index.ts'
import { preprocess } from '../../src/backbones/preprocess.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { type Tensor, type Tensor4D, tf } from '../../src/engine/tf.ts'
import type { BackboneName } from '../../src/trial/backbone-names.ts'
import { goldenPixels, syntheticWeights } from './synthetic.ts'

/** Keras' own output on the same picture with the same weights. */
interface Golden {
  readonly backbone: BackboneName
  readonly size: number
  /** The first two pixels as the network gets them; those of the picture where Keras' preprocessing is a layer. */
  readonly pixels: readonly number[]
  /** Of the averaged features: length and first 16. */
  readonly l2: number
  readonly features: readonly number[]
  /** After each block: mean, standard deviation and the first four values. */
  readonly cuts: readonly (readonly [block: string, mean: number, deviation: number, ...first: number[]])[]
}

const golden = readFileSync(path.join(import.meta.dirname, '../fixtures/golden.ndjson'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): Golden => JSON.parse(line))
/** Of the root mean square of what is compared. */
const tolerance = 1e-4

function meanAndDeviation(values: Float32Array | Int32Array | Uint8Array): [number, number] {
  let [sum, squares] = [0, 0]
  for (const value of values) sum += value
  const mean = sum / values.length
  for (const value of values) squares += (value - mean) ** 2
  return [mean, Math.sqrt(squares / values.length)]
}

beforeAll(() => loadEngine('wasm', { threads: 1 }))

test.each(golden)("$backbone at $size pixels has Keras' values after every block", facts => {
  const { backbone, size, cuts } = facts
  const { preprocessing, build } = getBackbone(backbone)
  const graph = build(size)
  const shapes = new Map(
    graph.layers.flatMap(({ name, weights }) => weights.map(w => [`${name}/${w.name}`, w.shape])),
  )
  const weights = new Map(
    [...syntheticWeights(graph)].map(([name, values]): [string, Tensor] => [
      name,
      tf.tensor(values, [...(shapes.get(name) ?? [])]),
    ]),
  )
  const input = preprocess(goldenPixels(size), 1, size, preprocessing)
  const isRaw = facts.pixels.every(Number.isInteger)
  const start = isRaw ? goldenPixels(size) : input
  expect(Math.max(...facts.pixels.map((pixel, i) => Math.abs(pixel - (start[i] ?? 0))))).toBeLessThan(2e-5)
  let x: Tensor4D = tf.tensor4d(input, [1, size, size, 3])
  let from = graph.layers[0]?.name ?? ''
  const far: string[] = []
  const compare = (what: string, values: readonly number[], right: readonly number[], scale: number) => {
    const error = Math.max(...values.map((value, i) => Math.abs(value - (right[i] ?? Number.NaN)))) / scale
    if (!(error < tolerance)) far.push(`${what}: ${error}`)
  }
  for (const [i, { layer }] of graph.cuts.entries()) {
    const [block, mean, deviation, ...first] = cuts[i] ?? ['', 0, 0]
    expect(graph.cuts[i]?.block).toBe(block)
    // ConvNeXt's last block ends before the average and the layer norm that we count to it.
    const to = layer === 'layer_normalization' ? 'add_17' : layer
    const output = forward(graph, weights, x, { from, to })
    x.dispose()
    ;[x, from] = [output, to]
    const values = output.dataSync()
    const scale = Math.hypot(mean, deviation)
    compare(
      block,
      [...meanAndDeviation(values), ...values.subarray(0, 4)],
      [mean, deviation, ...first],
      scale,
    )
  }
  const features = forward(graph, weights, x, { from }).mean([1, 2]).dataSync()
  const rms = facts.l2 / Math.sqrt(features.length)
  compare('features', [...features.subarray(0, 16)], facts.features, rms)
  compare('length', [Math.hypot(...features)], [facts.l2], facts.l2)
  expect(far).toEqual([])
  expect(cuts).toHaveLength(graph.cuts.length)
  tf.dispose([x, ...weights.values()])
})
