import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { tensorflowEnvironment } from '../../src/engine/environment.ts'
import { type Installed, readInstalled, writeInstalled } from '../../src/engine/installed.ts'
import { temporaryFolder } from '../setup/images.ts'

const installed: Installed = {
  package: '/cache/addon/tfjs-node',
  tensorflow: { folder: '/site-packages/tensorflow', version: '2.21.0' },
  gpu: true,
  libraries: ['/nvidia/cublas/lib', '/nvidia/cudnn/lib'],
}

test('what is remembered is read again, and no draft stays', async () => {
  const env = { NIGHTSWEEP_CACHE: temporaryFolder() }
  expect(readInstalled(env)).toBeUndefined()
  await writeInstalled(installed, env)
  expect(readInstalled(env)).toEqual(installed)
  expect(readdirSync(path.join(env.NIGHTSWEEP_CACHE, 'engine'))).toEqual(['installed.json'])
})

test.each(['', '{"package": "/a"', '[]', 'null', '{"package":1,"tensorflow":{},"libraries":[]}'])(
  'a file that is not ours is as good as none: %s',
  text => {
    const env = { NIGHTSWEEP_CACHE: temporaryFolder() }
    mkdirSync(path.join(env.NIGHTSWEEP_CACHE, 'engine'))
    writeFileSync(path.join(env.NIGHTSWEEP_CACHE, 'engine/installed.json'), text)
    expect(readInstalled(env)).toBeUndefined()
  },
)

test("children find the CUDA libraries before the system's, once", async () => {
  const env = { NIGHTSWEEP_CACHE: temporaryFolder(), LD_LIBRARY_PATH: '/usr/local/cuda/lib64' }
  expect(tensorflowEnvironment(3, env)).not.toHaveProperty('LD_LIBRARY_PATH')
  await writeInstalled(installed, env)
  const child = tensorflowEnvironment(3, env)
  expect(child).toMatchObject({
    TF_NUM_INTRAOP_THREADS: '3',
    LD_LIBRARY_PATH: '/nvidia/cublas/lib:/nvidia/cudnn/lib:/usr/local/cuda/lib64',
  })
  expect(tensorflowEnvironment(3, { ...env, ...child })).toEqual(child)
})
