import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Engine } from '../../src/engine/engine.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { type Tensor, tf } from '../../src/engine/tf.ts'

let engine: Engine
beforeAll(async () => {
  engine = await loadEngine('wasm', { threads: 1 })
})
afterAll(() => engine.close())

/** [2, 3, 4] with the values 0…23; what a slice must be, the plain JavaScript backend says. */
const slices: [name: string, run: (x: Tensor) => Tensor][] = [
  ['a number, to the end', x => tf.slice(tf.reshape(x, [-1]), 5)],
  ['a number and a length', x => tf.slice(tf.reshape(x, [-1]), 5, 1)],
  ['the first axis', x => tf.slice(x, 1)],
  ['some axes', x => tf.slice(x, [0, 1])],
  ['lists, −1 to the end', x => tf.slice(x, [0, 1, 2], [2, -1, 1])],
]

test.each(slices)('slice by %s', async (_, run) => {
  const sliced = () => {
    const y = tf.tidy(() =>
      run(
        tf.tensor(
          Float32Array.from({ length: 24 }, (_, i) => i),
          [2, 3, 4],
        ),
      ),
    )
    const values = [y.shape, Array.from(y.dataSync())]
    y.dispose()
    return values
  }
  const ours = sliced()
  await tf.setBackend('cpu')
  const right = sliced()
  await tf.setBackend('wasm')
  expect(ours).toEqual(right)
})
