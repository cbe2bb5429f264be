import { expect, test } from 'vitest'
import { loadEngine } from '../../src/engine/index.ts'
import { tf } from '../../src/engine/tf.ts'

test('auto gives an engine that works here, and the backend is the one it names', async () => {
  const engine = await loadEngine('auto', { threads: 1 })
  expect(tf.getBackend()).toBe(engine.name)
  engine.close()
})

test('a closed engine can be loaded again', async () => {
  for (let round = 0; round < 2; round++) {
    const engine = await loadEngine('wasm', { threads: 1 })
    const sum = tf.tidy(() => tf.sum(tf.ones([3, 4])).dataSync()[0])
    expect(sum).toBe(12)
    engine.close()
  }
})
