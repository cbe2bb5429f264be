import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forward } from '../../src/backbones/forward.ts'
import { getBackbone } from '../../src/backbones/index.ts'
import { preprocess } from '../../src/backbones/preprocess.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { type Tensor4D, tf } from '../../src/engine/tf.ts'
import { backboneNames } from '../../src/trial/backbone-names.ts'
import { syntheticPixels, syntheticWeights } from './synthetic.ts'

/** The layer where a block ends, its shape, mean and deviation, and its first four values. */
type Cut = readonly [layer: string, shape: string, mean: number, deviation: number, ...first: number[]]
interface Golden {
  readonly layers: number
  readonly pixels: readonly number[]
  readonly features: readonly number[]
  readonly sum: number
  readonly norm: number
  readonly cuts: readonly Cut[]
}

/** Computed by Keras itself from the weights and pixels of `synthetic.ts`. */
const golden: Readonly<Record<string, Readonly<Record<string, Golden>>>> = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../fixtures/golden.json'), 'utf8'),
)
const tolerance = 1e-4

let engine: Engine
beforeAll(async () => {
  engine = await loadEngine('wasm', { threads: 1 })
})
afterAll(() => engine.close())

describe.each(backboneNames.filter(name => name in golden))('%s', name => {
  const backbone = getBackbone(name)

  test.each(Object.entries(golden[name] ?? {}))('at %s pixels', (side, expected) => {
    const size = Number(side)
    const graph = backbone.build(size)
    const before = tf.memory().numTensors
    const weights = syntheticWeights(graph)
    const pixels = preprocess(syntheticPixels(size), 1, size, backbone.preprocessing)
    // What Keras' networks with a built-in rescaling get is not yet rescaled.
    if (!/Efficient|MobileNetV3|ConvNeXt/.test(name))
      expect(worst([...pixels.subarray(0, 6)], expected.pixels)).toBeLessThan(tolerance)

    let x: Tensor4D = tf.tensor4d(pixels, [1, size, size, 3])
    let from = graph.layers[0]?.name ?? ''
    for (const [to, shape, mean, deviation, ...first] of expected.cuts) {
      const next = forward(graph, weights, x, { from, to })
      x.dispose()
      x = next
      from = to
      expect(x.shape.slice(1).join('x'), to).toBe(shape)
      const values = x.dataSync()
      const found = [...moments(values), ...values.subarray(0, first.length)]
      expect(worst(found, [mean, deviation, ...first], Math.hypot(mean, deviation)), to).toBeLessThan(
        tolerance,
      )
    }
    const features = tf.tidy(() => forward(graph, weights, x, { from }).mean([1, 2]).dataSync<'float32'>())
    const norm = Math.hypot(...features)
    const typical = expected.norm / Math.sqrt(features.length)
    expect(worst([...features.subarray(0, 8)], expected.features, typical)).toBeLessThan(tolerance)
    expect(Math.abs(norm / expected.norm - 1)).toBeLessThan(tolerance)
    const sum = features.reduce((total, value) => total + value, 0)
    expect(Math.abs(sum - expected.sum) / (typical * features.length)).toBeLessThan(tolerance)

    tf.dispose([x, ...weights.values()])
    expect(tf.memory().numTensors).toBe(before)
  })
})

/** The largest difference, relative to `scale` or to each value. */
function worst(found: readonly number[], expected: readonly number[], scale?: number): number {
  return Math.max(
    ...expected.map((value, i) => Math.abs((found[i] ?? Number.NaN) - value) / (scale ?? Math.abs(value))),
  )
}

function moments(values: ArrayLike<number>): [mean: number, deviation: number] {
  const list = Array.from(values)
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length
  return [mean, Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / list.length)]
}
