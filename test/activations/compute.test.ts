import { beforeAll, describe, expect, test } from 'vitest'
import { createPrefix, weightTensors } from '../../src/activations/compute.ts'
import { activationKey } from '../../src/activations/key.ts'
import { forward } from '../../src/backbones/forward.ts'
import { preprocess } from '../../src/backbones/preprocess.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { tf } from '../../src/engine/tf.ts'
import { stripes, tinyBackbone, tinyGraph } from '../training/tiny.ts'
import { computeActivations } from './compute-activations.ts'

beforeAll(() => loadEngine('wasm', { threads: 1 }))

const backbone = tinyBackbone()
const { pixels } = stripes(21)

/** The plain network, all images at once. */
function plain(to: string, pool: boolean): Float32Array {
  const weights = weightTensors(tinyGraph.layers, backbone.values)
  const values = tf.tidy(() => {
    const x = tf.tensor4d(preprocess(pixels, 21, 32, 'tf'), [21, 32, 32, 3])
    const y = forward(tinyGraph, weights, x, { to })
    return new Float32Array((pool ? y.mean([1, 2]) : y).dataSync())
  })
  tf.dispose([...weights.values()])
  return values
}

const close = (values: Float32Array, expected: Float32Array) => {
  expect(values.length).toBe(expected.length)
  expect(Math.max(...values.map((value, i) => Math.abs(value - (expected[i] ?? Number.NaN))))).toBeLessThan(
    1e-4,
  )
}

describe('a prefix', () => {
  test.each([
    ['last_relu', true],
    ['add', false],
    ['stem_relu', false],
  ])('up to %s, pooled: %s, writes the rows of the plain network', async (to, pool) => {
    const before = tf.memory().numTensors
    const expected = plain(to, pool)
    const into = new Float32Array(new SharedArrayBuffer(expected.byteLength))
    await computeActivations(backbone, pixels, { to, pool }, into)
    close(into, expected)
    const prefix = createPrefix(backbone, { to, pool })
    const output = prefix.output(pixels)
    close(new Float32Array(output.dataSync()), expected)
    output.dispose()
    prefix.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })

  test('up to the input is the preprocessed image: everything is trainable', async () => {
    const into = new Float32Array(pixels.length)
    await computeActivations(backbone, pixels, { to: 'input', pool: false }, into)
    close(into, preprocess(pixels, 21, 32, 'tf'))
  })
})

const none = { flip: false, flipVertical: false, rotate: 0, zoom: 0, crop: 0, colour: 0 }

test('keys tell apart everything that an activation depends on', () => {
  const source = {
    imagesHash: 'a',
    backbone: 'Tiny',
    weightsHash: 'b',
    size: 32,
    preprocessing: 'tf' as const,
    layer: 'add',
    pool: false,
    isHalf: true,
    engine: 'wasm' as const,
  }
  const others = [
    { imagesHash: 'c' },
    { backbone: 'Other' },
    { weightsHash: 'c' },
    { size: 64 },
    { preprocessing: 'torch' as const },
    { layer: 'stem_relu' },
    { pool: true },
    { isHalf: false },
    { engine: 'tensorflow' as const },
    { view: { augment: { ...none, flip: true }, index: 0 } },
    { view: { augment: { ...none, flip: true }, index: 1 } },
    { view: { augment: { ...none, rotate: 5 }, index: 0 } },
  ]
  const keys = others.map(change => activationKey({ ...source, ...change }))
  expect(new Set([activationKey(source), ...keys]).size).toBe(others.length + 1)
  expect(activationKey({ ...source })).toBe(activationKey(source))
})
