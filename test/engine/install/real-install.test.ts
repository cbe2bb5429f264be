import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../setup/images.ts'

const wanted = Boolean(process.env.NIGHTSWEEP_TEST_INSTALL)
if (!wanted)
  console.log(
    'skipped: a real installation takes minutes, 300 MB and a network; NIGHTSWEEP_TEST_INSTALL=1 runs it',
  )

test.skipIf(!wanted)(
  'from an empty cache folder, engine install gives an engine that trains',
  async () => {
    const cli = path.resolve(import.meta.dirname, '../../../dist/cli.js')
    const env = { ...process.env, NIGHTSWEEP_CACHE: temporaryFolder(), NIGHTSWEEP_TFJS_NODE: '' }
    const engine = (...args: string[]) =>
      promisify(execFile)(process.execPath, [cli, 'engine', ...args], { env })
    const { stdout } = await engine('install')
    expect(stdout).toContain('The tensorflow engine is ready')
    const [tensorflow] = JSON.parse((await engine('list', '--json')).stdout)
    expect(tensorflow).toMatchObject({
      name: 'tensorflow',
      works: true,
      version: expect.stringMatching(/TensorFlow 2\./),
    })
  },
  1_200_000,
)
