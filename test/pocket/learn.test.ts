import { afterAll, beforeAll, expect, test } from 'vitest'
import { pocket } from '../../src/backbones/pocket/pocket.ts'
import { createRandom } from '../../src/base/random.ts'
import { pretrainingClasses } from '../../src/data/drawings/classes.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { tf } from '../../src/engine/tf.ts'
import { learn } from '../../src/training/pocket/learn.ts'
import { drawPictures, varyInto } from '../../src/training/pocket/pictures.ts'
import { startValues } from '../../src/training/pocket/start.ts'
import { createStudent } from '../../src/training/pocket/student.ts'

const { stripes, disc } = pretrainingClasses
if (stripes === undefined || disc === undefined) throw new Error('the classes of this test are gone')
const pictures = drawPictures({ stripes, disc }, 8, 32, 1)

let engine: Engine
beforeAll(async () => {
  engine = await loadEngine('wasm', { threads: 1 })
})
afterAll(() => engine.close())

test('a variant is the same picture: mirrored, turned, recoloured', () => {
  const length = 32 * 32 * 3
  const plain = Float32Array.from(pictures.pixels.subarray(length, 2 * length), v => v / 127.5 - 1)
  const sizesOf = (data: Float32Array) => [...data].map(v => Math.abs(v).toFixed(5)).sort()
  const random = createRandom(1)
  const variants = Array.from({ length: 20 }, () => {
    const target = new Float32Array(length)
    varyInto(target, pictures, 1, random)
    return target
  })
  for (const variant of variants) expect(sizesOf(variant)).toEqual(sizesOf(plain))
  expect(new Set(variants.map(variant => variant.join())).size).toBeGreaterThan(12)
})

test('a student learns two easy classes and leaves no tensor behind', async () => {
  const graph = pocket.build(32)
  const before = tf.memory().numTensors
  const student = createStudent(graph, startValues(graph, createRandom(1)), 2, createRandom(2))
  const losses: number[] = []
  learn(student, pictures, {
    epochs: 12,
    batchSize: 8,
    learningRate: 5e-3,
    labelSmoothing: 0,
    random: createRandom(3),
    onEpoch: (_epoch, loss) => void losses.push(loss),
  })
  expect(losses.length).toBe(12)
  expect(losses.at(-1)).toBeLessThan(0.6 * (losses[0] ?? 0))
  const values = await student.values()
  expect([...values.values()].every(data => data.every(Number.isFinite))).toBe(true)
  expect(values.get('stem_bn/moving_variance')).not.toEqual(new Float32Array(16).fill(1))
  student.dispose()
  expect(tf.memory().numTensors).toBe(before)
})
