import { afterEach, expect, test } from 'vitest'
import type { Condition, Engine } from '../../../src/engine/engine.ts'
import { loadEngine } from '../../../src/engine/index.ts'
import { heapOf } from '../../../src/engine/simd/heap.ts'
import { tf } from '../../../src/engine/tf.ts'
import { createWarmEngine } from '../../../src/execution/pool/warm-engine.ts'

const told: string[] = []
afterEach(() => told.splice(0))

/** Engines whose condition is told from outside. */
function engines(condition: () => Condition, prove = async () => {}) {
  let made = 0
  return createWarmEngine(async () => {
    const name = `engine ${++made}`
    return {
      name: 'wasm',
      version: name,
      device: 'test',
      isGpu: false,
      condition: async () => condition(),
      close: () => told.push(`${name} closed`),
      abandon: () => told.push(`${name} abandoned`),
    } satisfies Engine
  }, prove)
}

test('a good engine stays, whatever becomes of a fold on it', async () => {
  const warm = engines(() => ({}))
  expect(await warm.judge()).toBeUndefined()
  const first = await warm.get()
  for (const failure of [undefined, 'error', 'diverged', 'badData'] as const) {
    expect(await warm.judge(failure)).toBeUndefined()
    expect(await warm.renew()).toBeUndefined()
    await warm.trim()
  }
  expect(await warm.get()).toBe(first)
  expect(told).toEqual([])
})

test('a lost engine is left after what is on it, and another takes its place', async () => {
  const lost = { cause: 'lost', error: 'the cable is out' } as const
  let condition: Condition = { lost }
  const warm = engines(() => condition)
  await warm.get()
  expect(await warm.judge()).toEqual(lost)
  condition = {}
  expect(await warm.renew(() => told.push('weights let go'))).toBeUndefined()
  expect(told).toEqual(['weights let go', 'engine 1 abandoned'])
  expect((await warm.get()).version).toBe('engine 2')
  expect(await warm.judge()).toBeUndefined()
})

test.each(['outOfMemory', 'lost'] as const)('after a fold that failed by %s it is replaced', async cause => {
  const warm = engines(() => ({}))
  await warm.get()
  expect(await warm.judge(cause)).toBeUndefined()
  await warm.renew()
  expect((await warm.get()).version).toBe('engine 2')
})

test('an engine that answers wrongly after a failure is in trouble; so is one that takes its place', async () => {
  let isRight = false
  const warm = engines(
    () => ({}),
    async () => {
      if (!isRight) throw new Error('2 + 2 = 5')
    },
  )
  await warm.get()
  expect(await warm.judge('error')).toEqual({ cause: 'lost', error: 'the engine is broken: 2 + 2 = 5' })
  expect(await warm.renew()).toBe('2 + 2 = 5')
  expect(told).toEqual(['engine 1 abandoned', 'engine 2 abandoned'])
  isRight = true
  expect(await warm.renew()).toBeUndefined()
  expect((await warm.get()).version).toBe('engine 3')
})

test('what goes wrong in looking after an engine is thrown at nobody', async () => {
  const warm = createWarmEngine(
    async () => ({
      ...({ name: 'wasm', version: '', device: '', isGpu: false } as const),
      condition: async () => ({ isBloated: true }),
      close() {
        throw new Error('it does not close')
      },
      abandon() {
        throw new Error('it does not go')
      },
    }),
    async () => {},
  )
  const first = await warm.get()
  await warm.trim()
  expect(await warm.renew()).toBeUndefined()
  expect(await warm.get()).not.toBe(first)
})

test('an engine that could not be loaded is tried again', async () => {
  let tries = 0
  const warm = createWarmEngine(async () => {
    if (++tries === 1) throw new Error('no such device')
    return loadEngine('wasm', { threads: 1 })
  })
  await expect(warm.get()).rejects.toThrow('no such device')
  const engine = await warm.get()
  expect(engine.name).toBe('wasm')
  engine.close()
})

test('a wasm heap that has grown is given back', async () => {
  const warm = createWarmEngine(() => loadEngine('wasm', { threads: 1 }))
  await warm.get()
  const first = heapOf(tf.backend())?.memory
  await warm.trim()
  expect(heapOf(tf.backend())?.memory).toBe(first)
  first?.grow(2 ** 13)
  expect(await warm.judge()).toBeUndefined()
  expect(heapOf(tf.backend())?.memory).toBe(first)
  await warm.trim()
  const engine = await warm.get()
  expect(heapOf(tf.backend())?.memory.buffer.byteLength).toBeLessThan(2 ** 28)
  expect((await tf.add(1, 2).data())[0]).toBe(3)
  engine.close()
})
