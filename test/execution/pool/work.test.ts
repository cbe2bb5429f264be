import { MessageChannel } from 'node:worker_threads'
import { afterEach, expect, test } from 'vitest'
import { createActivator } from '../../../src/activations/activator.ts'
import type { Engine } from '../../../src/engine/engine.ts'
import { loadEngine } from '../../../src/engine/index.ts'
import { heapOf } from '../../../src/engine/simd/heap.ts'
import { tf } from '../../../src/engine/tf.ts'
import type { FoldOrder } from '../../../src/execution/pool/pool.ts'
import type { ChunkEnd, FoldMessage } from '../../../src/execution/pool/tasks.ts'
import { createWarmEngine } from '../../../src/execution/pool/warm-engine.ts'
import { createWork } from '../../../src/execution/pool/work.ts'
import type { Outcome } from '../../../src/trial/job.ts'
import { chunkTo, orderOf, timeless } from './open-pool.ts'

let engine: Engine | undefined
afterEach(() => engine?.abandon())

/** A worker in this thread, on a real engine; `canLoad` decides over every new one. */
function openWorker(canLoad: () => boolean | Promise<boolean> = () => true) {
  const told: (string | undefined)[] = []
  const warm = createWarmEngine(async () => {
    if (!(await canLoad())) throw new Error('the driver is gone')
    engine = await loadEngine('wasm', { threads: 1 })
    return engine
  })
  const work = createWork({ warm, worker: 7, onBroken: reason => told.push(reason), firstPauseMs: 5 })
  const common = { engine: 'wasm', threads: 1 } as const

  function train(orders: readonly FoldOrder[], stops = new Int32Array(orders.length)) {
    const { port1, port2 } = new MessageChannel()
    const outcomes: Outcome[] = []
    port1.on('message', (message: FoldMessage) => 'outcome' in message && outcomes.push(message.outcome))
    const heard = new Promise<void>(resolve => port1.once('close', resolve))
    const folds = orders.map(({ inputs }) => inputs)
    const ended = work({ kind: 'train', ...common, folds, port: port2, stops })
    return { outcomes, heard: heard.then(() => outcomes), ended }
  }

  async function activate(chunk: Awaited<ReturnType<typeof chunkTo>>): Promise<ChunkEnd> {
    const { port1, port2 } = new MessageChannel()
    const end = new Promise<ChunkEnd>(resolve => port1.once('message', resolve))
    await work({ kind: 'activate', ...common, ...chunk, port: port2 })
    return end
  }

  return { train, activate, told, start: () => work({ kind: 'start', ...common }) }
}

/** Whatever the engine does next, it traps. */
const spoil = () => void new Uint8Array(heapOf(tf.backend())?.memory.buffer ?? []).fill(0xff)

async function orders() {
  engine = await loadEngine('wasm', { threads: 1 })
  const pool = { activate: createActivator().run }
  const found = [await orderOf(pool, { unfreezeDepth: 1 }), await orderOf(pool, {})]
  engine.close()
  return found
}

test('a trap costs the fold that met it; those behind it in its task are what they are anywhere', async () => {
  const folds = await orders()
  const worker = openWorker()
  const expected = timeless(await worker.train(folds).heard)
  expect(expected.map(({ status }) => status)).toEqual(['done', 'done'])
  spoil()
  const [lost, ...behind] = await worker.train([...folds.slice(0, 1), ...folds]).heard
  expect(lost).toMatchObject({ status: 'failed', cause: 'lost', worker: 7, epochs: 0 })
  expect(lost).toMatchObject({
    error: expect.stringMatching(/^the engine failed at epoch 1: .*(bounds|unreachable)/),
  })
  expect(timeless(behind)).toEqual(expected)
  expect(tf.memory().numTensors).toBe(0)
  expect(worker.told).toEqual([])
})

test('a trap in letting go of weights is charged to no fold', async () => {
  const folds = await orders()
  const worker = openWorker()
  const expected = timeless(await worker.train(folds).heard)
  await worker.activate(await chunkTo())
  spoil()
  expect(timeless(await worker.train(folds).heard)).toEqual(expected)
})

test('a trap in a pass of images loses its rows; the next are right', async () => {
  const worker = openWorker()
  const [expected, found] = [await chunkTo(), await chunkTo()]
  expect(await worker.activate(expected)).toEqual({ isDone: true })
  spoil()
  expect(await worker.activate(await chunkTo())).toMatchObject({ lost: { cause: 'lost' } })
  expect(await worker.activate(found)).toEqual({ isDone: true })
  expect(found.rows).toEqual(expected.rows)
})

test('what became of a fold is told before another engine is looked for', async () => {
  const folds = await orders()
  let give: (canLoad: boolean) => void = () => undefined
  let loads = 0
  const worker = openWorker(() => (loads++ === 0 ? true : new Promise(resolve => (give = resolve))))
  await worker.start()
  spoil()
  const { outcomes, heard } = worker.train(folds)
  await expect.poll(() => outcomes.length, { timeout: 20_000 }).toBe(1)
  await expect.poll(() => loads).toBe(2)
  expect(outcomes[0]).toMatchObject({ cause: 'lost' })
  give(true)
  expect((await heard)[1]).toMatchObject({ status: 'done' })
})

test('a worker without an engine gives its folds back as lost, and ends its task only when it has one again', async () => {
  const folds = await orders()
  let canLoad = true
  const worker = openWorker(() => canLoad)
  await worker.start()
  spoil()
  canLoad = false
  const stops = Int32Array.of(0, 0, 1)
  const { heard, ended } = worker.train([...folds, ...folds.slice(0, 1)], stops)
  const [first, second, third] = await heard
  expect(first).toMatchObject({ status: 'failed', cause: 'lost' })
  expect(second).toMatchObject({ status: 'failed', cause: 'lost', epochs: 0 })
  expect(second).toMatchObject({ error: expect.stringContaining('the driver is gone') })
  expect(third).toMatchObject({ status: 'stopped' })
  let isFree = false
  void ended.then(() => {
    isFree = true
  })
  await new Promise(resolve => setTimeout(resolve, 100))
  expect(isFree).toBe(false)
  expect(worker.told).toEqual(['the driver is gone'])
  canLoad = true
  await ended
  expect(worker.told).toEqual(['the driver is gone', undefined])
  expect((await worker.train(folds).heard).map(({ status }) => status)).toEqual(['done', 'done'])
})
