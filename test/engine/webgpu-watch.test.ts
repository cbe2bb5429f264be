import { afterEach, expect, test } from 'vitest'
import type { Engine } from '../../src/engine/engine.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { tf } from '../../src/engine/tf.ts'
import { createWarmEngine } from '../../src/execution/pool/warm-engine.ts'
import { presentEngine } from '../contracts/present-engine.ts'

let engine: Engine | undefined
const load = async () => {
  engine = await loadEngine('webgpu', { threads: 1 })
  return engine
}
const present = await presentEngine('webgpu', 'lost GPUs')
present?.close()
afterEach(() => engine?.close())

const sum = async () => (await tf.tidy(() => tf.sum(tf.ones([3, 4]))).data())[0]

/** What the running backend computes on. */
function device(): GPUDevice {
  const backend: object = tf.backend()
  return Reflect.get(backend, 'device')
}

interface GPUDevice {
  readonly limits: { readonly maxBufferSize: number }
  createBuffer(descriptor: { size: number; usage: number }): object
  destroy(): void
}

test.skipIf(present === undefined)('a lost GPU is told as such, and the next engine computes', async () => {
  const warm = createWarmEngine(load)
  await warm.get()
  expect(await sum()).toBe(12)
  expect(await warm.judge()).toBeUndefined()
  expect(await warm.get()).toBe(engine)
  const first = engine
  device().destroy()
  await sum().catch(() => undefined)
  expect(await warm.judge()).toMatchObject({
    cause: 'lost',
    error: expect.stringMatching(/^the GPU was lost: /),
  })
  expect(await warm.renew()).toBeUndefined()
  expect(engine).not.toBe(first)
  expect(await sum()).toBe(12)
  expect(await warm.judge()).toBeUndefined()
})

test.skipIf(present === undefined)('a GPU without memory is told as such, not taken for zeros', async () => {
  const warm = createWarmEngine(load)
  await warm.get()
  const buffers = Array.from({ length: 64 }, () =>
    device().createBuffer({ size: device().limits.maxBufferSize, usage: 0x80 }),
  )
  expect(buffers).toHaveLength(64)
  const error: unknown = expect.stringMatching(/^the GPU is out of memory: /)
  expect(await warm.judge()).toMatchObject({ cause: 'outOfMemory', error })
})

test.skipIf(present === undefined)('what the GPU refuses to do is told, too', async () => {
  const warm = createWarmEngine(load)
  await warm.get()
  device().createBuffer({ size: 4, usage: 0 })
  const error: unknown = expect.stringMatching(/^the GPU did not do what it was asked to: .*usage/)
  expect(await warm.judge()).toMatchObject({ cause: 'lost', error })
})
