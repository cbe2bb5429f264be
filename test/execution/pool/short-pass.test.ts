import { afterEach, expect, test, vi } from 'vitest'
import type { Pool } from '../../../src/execution/pool/pool.ts'
import { chunkTo, openPool } from './open-pool.ts'

let pool: Pool | undefined
afterEach(() => pool?.close())
afterEach(() => vi.unstubAllEnvs())

test('frozen layers take fewer images at once where the heap has no room for sixteen, with the same rows', async () => {
  const rows = async (megabytes: string) => {
    vi.stubEnv('NIGHTSWEEP_WASM_HEAP_MB', megabytes)
    pool = await openPool()
    const chunk = await chunkTo(undefined, 192, 16)
    chunk.input.fill(99)
    await pool.activate(chunk)
    await pool.close()
    return chunk.rows
  }
  const [whole, short] = [await rows('1024'), await rows('64')]
  expect(Math.max(...whole)).toBeGreaterThan(0)
  expect(Math.max(...whole.map((value, i) => Math.abs(value - (short[i] ?? NaN))))).toBeLessThan(1e-5)
})
