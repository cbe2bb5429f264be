import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { forward } from '../../src/backbones/forward.ts'
import { getBackbone } from '../../src/backbones/index.ts'
import { preprocess } from '../../src/backbones/preprocess.ts'
import { type Tensor4D, tf } from '../../src/engine/tf.ts'
import { type BackboneName, backboneNames } from '../../src/trial/backbone-names.ts'
import type { EngineName } from '../../src/trial/engine-names.ts'
import { syntheticPixels, syntheticWeights } from '../backbones/synthetic.ts'
import { isPlayed, presentEngine, skip } from './present-engine.ts'

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

/** Enough where the processor plays a GPU. */
const small: readonly BackboneName[] = ['MobileNetV2-0.35', 'MobileNetV3Small']

/**
 * Every block of every backbone gives Keras' values on this engine. One test file per engine, as a backend is global to
 * a process.
 */
export async function goldenContract(name: EngineName): Promise<void> {
  const engine = await presentEngine(name, `Keras' values on ${name}`)
  if (engine === undefined) return
  const all = backboneNames.filter(backbone => backbone in golden)
  const checked = isPlayed(engine) ? small : all
  describe(`${name}, ${engine.version} on ${engine.device}`, () => {
    beforeAll(() => tf.setBackend(name))
    afterAll(() => engine.close())

    for (const backbone of checked)
      for (const [side, expected] of Object.entries(golden[backbone] ?? {}))
        test(`${backbone} at ${side} pixels`, { timeout: 120_000 }, () =>
          checkBlocks(backbone, Number(side), expected),
        )
    const left = all.filter(backbone => !checked.includes(backbone))
    if (left.length > 0) skip(`Keras' values on ${name}: ${left.join(', ')}`, `too slow on ${engine.device}`)
  })
}

async function checkBlocks(name: BackboneName, size: number, expected: Golden): Promise<void> {
  const backbone = getBackbone(name)
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
    const values = await x.data()
    const found = [...moments(values), ...values.subarray(0, first.length)]
    expect(worst(found, [mean, deviation, ...first], Math.hypot(mean, deviation)), to).toBeLessThan(tolerance)
  }
  const pooled = tf.tidy(() => forward(graph, weights, x, { from }).mean([1, 2]))
  const features = await pooled.data<'float32'>()
  pooled.dispose()
  const norm = Math.hypot(...features)
  const typical = expected.norm / Math.sqrt(features.length)
  expect(worst([...features.subarray(0, 8)], expected.features, typical)).toBeLessThan(tolerance)
  expect(Math.abs(norm / expected.norm - 1)).toBeLessThan(tolerance)
  const sum = features.reduce((total, value) => total + value, 0)
  expect(Math.abs(sum - expected.sum) / (typical * features.length)).toBeLessThan(tolerance)

  tf.dispose([x, ...weights.values()])
  expect(tf.memory().numTensors).toBe(before)
}

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
