import { afterEach, expect, test } from 'vitest'
import type { Condition, Engine } from '../../../src/engine/engine.ts'
import { loadEngine } from '../../../src/engine/index.ts'
import { heapOf } from '../../../src/engine/simd/heap.ts'
import { tf } from '../../../src/engine/tf.ts'
import { createWarmEngine } from '../../../src/execution/pool/warm-engine.ts'

const closed: string[] = []
afterEach(() => closed.splice(0))

/** Engines whose condition is told from outside. */
function engines(condition: () => Condition) {
  let made = 0
  return createWarmEngine(async () => {
    const name = `engine ${++made}`
    return {
      name: 'wasm',
      version: name,
      device: 'test',
      isGpu: false,
      condition: async () => condition(),
      close: () => closed.push(name),
    } satisfies Engine
  })
}

test('a good engine stays', async () => {
  const warm = engines(() => ({}))
  expect(await warm.check()).toBeUndefined()
  const first = await warm.get()
  expect(await warm.check()).toBeUndefined()
  expect(await warm.get()).toBe(first)
  expect(closed).toEqual([])
})

test('a lost engine is closed after what is on it, and another takes its place', async () => {
  let condition: Condition = { lost: 'the cable is out' }
  const warm = engines(() => condition)
  await warm.get()
  expect(await warm.check(() => closed.push('weights'))).toBe('the cable is out')
  expect(closed).toEqual(['weights', 'engine 1'])
  condition = {}
  expect((await warm.get()).version).toBe('engine 2')
  expect(await warm.check()).toBeUndefined()
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
  expect(await warm.check()).toBeUndefined()
  expect(heapOf(tf.backend())?.memory).toBe(first)
  await warm.trim()
  const engine = await warm.get()
  expect(heapOf(tf.backend())?.memory.buffer.byteLength).toBeLessThan(2 ** 28)
  expect((await tf.add(1, 2).data())[0]).toBe(3)
  engine.close()
})
