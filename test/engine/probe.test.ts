import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { EngineProbe } from '../../src/engine/engine.ts'

const dist = path.resolve(import.meta.dirname, '../../dist/engine')

/** Probes from a plain process, as a command would: it never loads TensorFlow.js itself. */
async function probeAll(env: Record<string, string>, options = '{ threads: 1 }'): Promise<EngineProbe[]> {
  const script = `const { probeAll } = await import(${JSON.stringify(path.join(dist, 'probe.js'))})
    console.log(JSON.stringify(await probeAll(${options})))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, ...env },
  })
  return JSON.parse(stdout)
}

test('every engine answers; wasm works, and one that does not says why and what to do', async () => {
  const probes = await probeAll({ NIGHTSWEEP_TFJS_NODE: '', VK_ICD_FILENAMES: '/nowhere.json' })
  expect(probes.map(probe => probe.name)).toEqual(['tensorflow', 'webgpu', 'wasm'])
  expect(probes.at(-1)).toMatchObject({ works: true, isGpu: false, device: 'CPU, 1 thread, SIMD' })
  for (const probe of probes)
    if (!probe.works) {
      expect(probe.reason, probe.name).toMatch(/\w/)
      expect(probe.next, probe.name).toMatch(/\w/)
    }
})

test('a folder without a tfjs-node package is named', async () => {
  const [tensorflow] = await probeAll({ NIGHTSWEEP_TFJS_NODE: import.meta.dirname })
  expect(tensorflow?.reason).toContain(import.meta.dirname)
})

test('an engine that gives no answer in time does not hold up the others', async () => {
  const probes = await probeAll({}, '{ threads: 1, timeoutMs: 1 }')
  expect(probes.map(probe => probe.reason)).toEqual(probes.map(() => 'gave no answer in 0.001 s'))
})
