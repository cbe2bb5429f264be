import { chmodSync, existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import type { StoredImages } from '../../../src/activations/store/target.ts'
import type { FromHost } from '../../../src/execution/host/messages.ts'
import { openActivations } from '../../../src/execution/host/open-activations.ts'
import type { Pool } from '../../../src/execution/pool/pool.ts'
import { temporaryFolder } from '../../setup/images.ts'

const pool = {
  workers: 1,
  engine: { name: 'wasm', version: '', device: '', isGpu: false },
} as unknown as Pool

test.runIf(process.geteuid !== undefined)(
  'activations that others may change are not used, and it is told',
  async () => {
    const cache = temporaryFolder()
    vi.stubEnv('NIGHTSWEEP_CACHE', cache)
    const told: FromHost[] = []
    const open = () =>
      openActivations(pool, { hash: 'h' } as unknown as StoredImages, { diskBytes: 1e6 }, note =>
        told.push(note),
      )
    await open()
    expect(told).toEqual([])
    expect(existsSync(path.join(cache, 'activations'))).toBe(true)
    chmodSync(path.join(cache, 'activations'), 0o777)
    await open()
    expect(told).toEqual([
      {
        type: 'note',
        level: 'warning',
        text: expect.stringMatching(
          /cannot be kept for later runs: .*activations: .* may be written by others/,
        ),
      },
    ])
    vi.unstubAllEnvs()
  },
)
