import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { forward } from '../../src/backbones/forward.ts'
import { getBackbone } from '../../src/backbones/index.ts'
import { preprocess } from '../../src/backbones/preprocess.ts'
import { type Tensor4D, tf } from '../../src/engine/tf.ts'
import { type BackboneName, backboneNames } from '../../src/trial/backbone-names.ts'
import { syntheticPixels, syntheticWeights } from '../backbones/synthetic.ts'

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

/** By backbone and side. Computed by Keras itself from the weights and pixels of `synthetic.ts`. */
export const golden: Readonly<Record<string, Readonly<Record<string, Golden>>>> = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../fixtures/golden.json'), 'utf8'),
)
const tolerance = 1e-4

/** The backbones whose values are known. */
export const goldenBackbones: readonly BackboneName[] = backboneNames.filter(name => name in golden)

/** Every block of a backbone gives the values of Keras on the engine that is loaded; throws where it does not. */
export async function checkBlocks(name: BackboneName, size: number, expected: Golden): Promise<void> {
  const backbone = getBackbone(name)
  const graph = backbone.build(size)
  const before = tf.memory().numTensors
  const weights = syntheticWeights(graph)
  const pixels = preprocess(syntheticPixels(size), 1, size, backbone.preprocessing)
  // What Keras' networks with a built-in rescaling get is not yet rescaled.
  if (!/Efficient|MobileNetV3|ConvNeXt/.test(name))
    checkSmall('pixels', worst([...pixels.subarray(0, 6)], expected.pixels))

  let x: Tensor4D = tf.tensor4d(pixels, [1, size, size, 3])
  let from = graph.layers[0]?.name ?? ''
  for (const [to, shape, mean, deviation, ...first] of expected.cuts) {
    const next = forward(graph, weights, x, { from, to })
    x.dispose()
    x = next
    from = to
    assert.equal(x.shape.slice(1).join('x'), shape, to)
    const values = await x.data()
    const found = [...moments(values), ...values.subarray(0, first.length)]
    checkSmall(to, worst(found, [mean, deviation, ...first], Math.hypot(mean, deviation)))
  }
  const pooled = tf.tidy(() => forward(graph, weights, x, { from }).mean([1, 2]))
  const features = await pooled.data<'float32'>()
  pooled.dispose()
  const norm = Math.hypot(...features)
  const typical = expected.norm / Math.sqrt(features.length)
  checkSmall('features', worst([...features.subarray(0, 8)], expected.features, typical))
  checkSmall('norm of the features', Math.abs(norm / expected.norm - 1))
  const sum = features.reduce((total, value) => total + value, 0)
  checkSmall('sum of the features', Math.abs(sum - expected.sum) / (typical * features.length))

  tf.dispose([x, ...weights.values()])
  assert.equal(tf.memory().numTensors, before, 'tensors left behind')
}

function checkSmall(what: string, difference: number): void {
  assert.ok(difference < tolerance, `${what}: off by ${difference}, relatively`)
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
