import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forward } from '../../src/backbones/forward.ts'
import type { WeightValues } from '../../src/backbones/graph.ts'
import { parametersOf } from '../../src/backbones/measure.ts'
import { pocket } from '../../src/backbones/pocket/pocket.ts'
import { createRandom } from '../../src/base/random.ts'
import { demoClasses, pretrainingClasses } from '../../src/data/drawings/classes.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { tf } from '../../src/engine/tf.ts'
import { drawPictures } from '../../src/training/pocket/pictures.ts'
import { startValues } from '../../src/training/pocket/start.ts'
import { writeSafetensors } from '../../src/training/pocket/write-safetensors.ts'
import { loadWeights } from '../../src/weights/load.ts'
import { linearAccuracy } from '../data/drawings/ridge.ts'

const bundled = path.resolve(import.meta.dirname, '../../src/backbones/pocket/pocket.safetensors')
const folder = mkdtempSync(path.join(tmpdir(), 'pocket-'))
const graph = pocket.build(64)
let engine: Engine
beforeAll(async () => {
  engine = await loadEngine('wasm', { threads: 1 })
})
afterAll(() => {
  engine.close()
  rmSync(folder, { recursive: true })
})

test('six blocks, fewer than 300 000 weights, any size from 32', () => {
  expect(graph.cuts.map(({ block }) => block)).toEqual([1, 2, 3, 4, 5, 6].map(i => `block_${i}`))
  expect(graph.cuts.at(-1)?.layer).toBe(graph.layers.at(-1)?.name)
  expect(graph.layers.at(-1)?.shape).toEqual([4, 4, 80])
  expect(parametersOf(graph)).toBeGreaterThan(100_000)
  expect(parametersOf(graph)).toBeLessThan(300_000)
  expect(pocket.build(pocket.minSize).layers.at(-1)?.shape).toEqual([2, 2, 80])
})

test('written weights are read back, kernels in half precision', async () => {
  const values = startValues(graph, createRandom(3))
  const file = path.join(folder, 'start.safetensors')
  const bytes = await writeSafetensors(file, graph, values, { made_by: 'a test' })
  expect(statSync(file).size).toBe(bytes)
  const loaded = await loadWeights(pocket, file, 64, 1)
  expect([...loaded.values.keys()].sort()).toEqual([...values.keys()].sort())
  for (const [key, data] of values) {
    const precision = key.endsWith('/kernel') ? 2 ** -11 : 0
    const worst = data.reduce((most, value, i) => {
      const error = Math.abs((loaded.values.get(key)?.[i] ?? Number.NaN) - value)
      return Math.max(most, error - precision * Math.abs(value))
    }, -1)
    expect(worst, key).toBeLessThan(1e-7)
  }
})

test('the bundled weights are small and say how they were made', () => {
  const bytes = readFileSync(bundled)
  expect(bytes.length).toBeLessThan(1024 * 1024)
  const header = JSON.parse(bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString())
  expect(header.__metadata__.classes.split(' ')).toEqual(Object.keys(pretrainingClasses))
  expect(Number(header.__metadata__.accuracy_on_unseen_pictures)).toBeGreaterThan(0.7)
})

test('pre-training transfers to classes it never saw', async () => {
  const perClass = 30
  const { pixels, labels } = drawPictures(demoClasses, perClass, 64, 11)
  const x = Float32Array.from(pixels, value => value / 127.5 - 1)
  const accuracy = async (weights: 'bundled' | 'random') => {
    const { values } = await loadWeights(pocket, weights, 64, 1)
    return linearAccuracy(features(values, x, labels.length), [...labels], 0.1)
  }
  const [trained, random] = [await accuracy('bundled'), await accuracy('random')]
  expect(trained).toBeGreaterThan(0.8)
  expect(trained).toBeLessThan(1)
  expect(trained - random).toBeGreaterThan(0.15)
})

/** Frozen backbone and global average pooling: one row of 80 per image. */
function features(values: WeightValues, x: Float32Array, count: number): Float32Array[] {
  const specs = graph.layers.flatMap(({ name, weights }) =>
    weights.map(weight => ({ key: `${name}/${weight.name}`, shape: [...weight.shape] })),
  )
  return tf.tidy(() => {
    const tensors = new Map(specs.map(({ key, shape }) => [key, tf.tensor(values.get(key)!, shape)]))
    const input = tf.tensor4d(x, [count, 64, 64, 3])
    const pooled = tf.mean(forward(graph, tensors, input), [1, 2])
    return tf.unstack(pooled).map(row => Float32Array.from(row.dataSync()))
  })
}
