import { afterAll, beforeAll, expect, test } from 'vitest'
import { sharedHalves } from '../../../src/base/shared-memory.ts'
import { createFoldQueue } from '../../../src/execution/pool/fold-queue.ts'
import type { FoldOrder, Pool } from '../../../src/execution/pool/pool.ts'
import type { Report } from '../../../src/trial/job.ts'
import { chunkTo, openPool, orderOf } from './open-pool.ts'

let pool: Pool
let head: FoldOrder
/** Of whose epochs each is long: 36 batches of one image, a million times over. */
let endless: FoldOrder
beforeAll(async () => {
  pool = await openPool()
  head = await orderOf(pool, {})
  endless = await orderOf(pool, { headEpochs: 1, batchSize: 1 })
  const { split } = endless.inputs
  const train = Array.from({ length: 1_000_000 }, (_, i) => split.train[i % split.train.length] ?? 0)
  endless = { ...endless, inputs: { ...endless.inputs, split: { ...split, train } } }
})
afterAll(() => pool.close())

function watched(order: FoldOrder) {
  const reports: Report[] = []
  return { order: { ...order, onReport: (report: Report) => reports.push(report) }, reports }
}

test('a running head ends in the middle of its epoch, and one behind it in the task never begins', async () => {
  const [first, second] = [watched(endless), watched(head)]
  const [running, waiting] = pool.train([first.order, second.order])
  waiting?.stop()
  await new Promise(resolve => setTimeout(resolve, 300))
  running?.stop()
  expect(await running?.outcome).toMatchObject({ status: 'stopped', epochs: 0 })
  expect(await waiting?.outcome).toMatchObject({ status: 'stopped', epochs: 0, seconds: 0 })
  expect([...first.reports, ...second.reports]).toEqual([])
})

test('a head that waits for a worker ends at once when it is stopped, and goes to none', async () => {
  const given: FoldOrder[] = []
  const enqueue = createFoldQueue({
    workers: 1,
    train(orders) {
      given.push(...orders)
      return pool.train(orders)
    },
  })
  const running = enqueue(endless)
  await expect.poll(() => given).toHaveLength(1)
  const [waiting, behind] = [enqueue(head), enqueue(head)]
  waiting.stop()
  expect(await waiting.outcome).toMatchObject({ status: 'stopped', epochs: 0 })
  expect(given).toEqual([endless])
  running.stop()
  expect(await running.outcome).toMatchObject({ status: 'stopped' })
  expect(await behind.outcome).toMatchObject({ status: 'done' })
  expect(given).toEqual([endless, head])
})

test('a value that float16 cannot hold comes back as such from a worker', async () => {
  const chunk = await chunkTo('Conv1')
  const { values } = chunk.backbone
  const kernel = values.get('Conv1/kernel')?.map(value => value * 1e6) ?? new Float32Array()
  const backbone = { ...chunk.backbone, hash: 'large', values: new Map(values).set('Conv1/kernel', kernel) }
  const halves = { ...chunk, backbone, into: [sharedHalves(chunk.rows.length)] }
  await expect(pool.activate(halves)).rejects.toMatchObject({
    name: 'HalfOverflow',
    value: expect.any(Number),
  })
})

test('folds whose worker ends before they do are lost, those that it has and those that wait', async () => {
  const dying = await openPool()
  const { order, reports } = watched({ ...endless, inputs: { ...endless.inputs, split: head.inputs.split } })
  const long = { ...order.inputs.job.recipe, headEpochs: 1_000_000 }
  const begun = { ...order, inputs: { ...order.inputs, job: { ...order.inputs.job, recipe: long } } }
  const folds = [...dying.train([begun, head]), ...dying.train([head])]
  await expect.poll(() => reports.length, { timeout: 20_000 }).toBeGreaterThan(0)
  const rows = expect(dying.activate(await chunkTo())).rejects.toMatchObject({ name: 'Lost' })
  await dying.close()
  const outcomes = await Promise.all(folds.map(({ outcome }) => outcome))
  expect(outcomes.map(outcome => outcome.status === 'failed' && outcome.cause)).toEqual([
    'lost',
    'lost',
    'lost',
  ])
  expect(outcomes[0]?.epochs).toBe(reports.at(-1)?.epoch)
  await rows
})
