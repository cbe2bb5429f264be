import { afterEach, expect, test, vi } from 'vitest'
import type { Engine } from '../../src/engine/engine.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { selfTest } from '../../src/engine/self-test.ts'
import { heapOf } from '../../src/engine/simd/heap.ts'
import { type Tensor, tf } from '../../src/engine/tf.ts'
import { HeapFull } from '../../src/engine/trouble.ts'

let engine: Engine | undefined
afterEach(() => vi.unstubAllEnvs())
afterEach(() => engine?.abandon())

async function open(megabytes = 4096): Promise<Engine> {
  vi.stubEnv('NIGHTSWEEP_WASM_HEAP_MB', String(megabytes))
  engine = await loadEngine('wasm', { threads: 1 })
  return engine
}

const memoryOf = () => heapOf(tf.backend())?.memory ?? new WebAssembly.Memory({ initial: 0 })

function fill(): Tensor[] {
  const tensors: Tensor[] = []
  for (let i = 0; i < 100; i++) tensors.push(tf.ones([1000, 1000]))
  return tensors
}

test('a full heap throws before anything is written over, and says so when asked', async () => {
  const { condition } = await open(64)
  const first = tf.tensor1d([1, 2, 3])
  expect(fill).toThrow(HeapFull)
  expect(memoryOf().buffer.byteLength).toBeLessThanOrEqual(64 * 2 ** 20)
  expect(await first.data()).toEqual(Float32Array.of(1, 2, 3))
  expect(await condition?.()).toMatchObject({
    lost: { cause: 'outOfMemory', error: expect.stringContaining('no room for 4000000') },
  })
})

test('what the module itself is refused is remembered, though it cannot throw', async () => {
  const { condition } = await open(64)
  const memory = memoryOf()
  memory.grow(16)
  for (let i = 0; i < 3; i++) expect(() => memory.grow(2 ** 15)).toThrow(RangeError)
  expect(await condition?.()).toMatchObject({ lost: { cause: 'outOfMemory' } })
})

test('a growth that succeeds at the second try is none of its business', async () => {
  const { condition } = await open(64)
  const memory = memoryOf()
  for (let i = 0; i < 4; i++) {
    expect(() => memory.grow(2 ** 15)).toThrow(RangeError)
    memory.grow(1)
  }
  expect(await condition?.()).toEqual({ isBloated: false })
})

test.each(['close', 'abandon'] as const)(
  '%s takes away a heap that traps in all it is asked to',
  async way => {
    const broken = await open()
    const before = memoryOf()
    tf.variable(tf.ones([10]))
    new Uint8Array(before.buffer).fill(0xff)
    const trap = () =>
      tf.tidy(() =>
        tf.tidy(() =>
          tf
            .conv2d(tf.ones([1, 8, 8, 3]).as4D(1, 8, 8, 3), tf.ones([3, 3, 3, 8]).as4D(3, 3, 3, 8), 1, 'same')
            .dataSync(),
        ),
      )
    expect(trap).toThrow(WebAssembly.RuntimeError)
    broken[way]()
    await open()
    expect(memoryOf()).not.toBe(before)
    expect(tf.memory().numTensors).toBe(0)
    await selfTest()
    expect(tf.memory().numTensors).toBe(0)
  },
)

test.each(['much', '0', '5000'])('NIGHTSWEEP_WASM_HEAP_MB=%s is refused', async value => {
  vi.stubEnv('NIGHTSWEEP_WASM_HEAP_MB', value)
  await expect(loadEngine('wasm', { threads: 1 })).rejects.toMatchObject({
    name: 'UserError',
    where: 'NIGHTSWEEP_WASM_HEAP_MB',
  })
})
