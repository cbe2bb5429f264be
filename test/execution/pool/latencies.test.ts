import { afterAll, expect, test } from 'vitest'
import { measureAll } from '../../../src/execution/host/latencies.ts'
import { openPool } from './open-pool.ts'

const pool = await openPool()
afterAll(() => pool.close())

test('one backbone with its heads, then the next; what cannot be measured says why', async () => {
  const told: number[] = []
  const measured = await measureAll(
    pool,
    [
      { backbone: 'Pocket', hiddenUnits: 0 },
      { backbone: 'LayersModel', model: '/nowhere/model.json', hiddenUnits: 0 },
      { backbone: 'Pocket', hiddenUnits: 32 },
    ],
    [32, 2],
    done => told.push(done),
  )
  expect(measured).toEqual([
    { backbone: 'Pocket', hiddenUnits: 0, milliseconds: expect.any(Number) },
    { backbone: 'Pocket', hiddenUnits: 32, milliseconds: expect.any(Number) },
    {
      backbone: 'LayersModel',
      model: '/nowhere/model.json',
      hiddenUnits: 0,
      error: expect.stringContaining('model.json'),
    },
  ])
  for (const { milliseconds = 1 } of measured as { milliseconds?: number }[])
    expect(milliseconds).toBeGreaterThan(0)
  expect(told).toEqual([2, 3])
})
