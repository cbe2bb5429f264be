import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test.skipIf(process.platform !== 'linux')(
  'a sweep whose processes are killed and stopped ends as an undisturbed one',
  { timeout: 240_000 },
  async () => {
    const script = path.join(import.meta.dirname, 'kills.mjs')
    const few = ['--kills', '4', '--sweeps', '1', '--trials', '20', '--seed', '5']
    const { stdout } = await promisify(execFile)(process.execPath, [script, ...few])
    expect(stdout).toMatch(/^sweep 0: [1-4] faults, \d+ sessions, \d+ folds; as undisturbed$/m)
    expect(stdout).toContain('nothing lost, nothing doubled; 0 hosts left behind')
  },
)
