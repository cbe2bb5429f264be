import { afterEach, expect, test, vi } from 'vitest'
import type { FoldOrder, Pool } from '../../../src/execution/pool/pool.ts'
import { chunkTo, openPool, orderOf, timeless } from './open-pool.ts'

let pools: Pool[] = []
afterEach(async () => {
  vi.unstubAllEnvs()
  await Promise.all(pools.map(pool => pool.close()))
  pools = []
})

/** One worker whose WebAssembly heap ends early. */
async function open(megabytes = 4096): Promise<Pool> {
  vi.stubEnv('NIGHTSWEEP_WASM_HEAP_MB', String(megabytes))
  const pool = await openPool()
  pools.push(pool)
  return pool
}

const train = (pool: Pool, orders: readonly FoldOrder[]) =>
  Promise.all(pool.train(orders).map(({ outcome }) => outcome))

test('a fold that overflows the heap is told so; those behind it, in its task and later, are what they are anywhere', async () => {
  const calm = await open()
  const head = await orderOf(calm, {})
  const other = await orderOf(calm, { hiddenUnits: 8, dropout: 0.2 })
  const tuned = await orderOf(calm, { unfreezeDepth: 2, batchSize: 4 })
  const hungry = await orderOf(calm, { unfreezeDepth: 17, batchSize: 36 })
  const expected = timeless(await train(calm, [head, other, tuned]))
  expect(expected.map(({ status }) => status)).toEqual(['done', 'done', 'done'])

  const small = await open(64)
  const [before, full, ...behind] = await train(small, [tuned, hungry, head, other, tuned])
  expect(full).toMatchObject({
    status: 'failed',
    cause: 'outOfMemory',
    error: expect.stringContaining('heap is full'),
  })
  expect(timeless([before!])).toEqual(expected.slice(2))
  expect(timeless(behind)).toEqual(expected)
  const later = await Promise.all([train(small, [hungry, hungry]), train(small, [head, other, tuned])])
  expect(later[0].map(outcome => outcome.status === 'failed' && outcome.cause)).toEqual([
    'outOfMemory',
    'outOfMemory',
  ])
  expect(timeless(later[1])).toEqual(expected)
})

test('so it is with a pass of images: its rows are lost, the next ones are right', async () => {
  const [calm, small] = [await open(), await open(64)]
  const [expected, found] = [await chunkTo(), await chunkTo()]
  await calm.activate(expected)
  await expect(small.activate(await chunkTo(undefined, 1024, 1))).rejects.toMatchObject({
    name: 'Lost',
    trouble: { cause: 'outOfMemory' },
  })
  await small.activate(found)
  expect(found.rows).toEqual(expected.rows)
})
