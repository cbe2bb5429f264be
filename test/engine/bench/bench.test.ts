import { execFile } from 'node:child_process'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { benchText } from '../../../src/commands/bench-text.ts'
import { compareEngines } from '../../../src/engine/bench/results.ts'
import { benchEngine } from '../../../src/execution/bench/bench.ts'

const dist = path.resolve(import.meta.dirname, '../../../dist')
const entry = new URL(`file://${dist}/execution/bench/main.js`)
const tiny = { threads: 1, batch: 1, effort: { repeats: 1, seconds: 0.01 }, backbones: ['Pocket'] } as const

test('an engine is measured in a process of its own: five layers, then backbones', async () => {
  const order: string[] = []
  const measured = await benchEngine(
    { engine: 'wasm', ...tiny },
    { entry, onMeasuring: name => order.push(name) },
  )
  expect(measured.map(({ kind, name }) => [kind, name])).toEqual([
    ...order.slice(0, 5).map(name => ['layer', name]),
    ['backbone', 'Pocket'],
  ])
  for (const row of measured)
    if (row.kind === 'layer') {
      expect(row.forward).toBeGreaterThan(0)
      expect(row.training).toBeGreaterThan(0)
    } else expect(row).toMatchObject({ size: 64, imagesPerSecond: expect.any(Number) })

  const engines = [
    { name: 'webgpu', works: false, reason: 'no GPU', next: 'install a driver' },
    { name: 'wasm', works: true, device: 'CPU', version: 'tfjs-backend-wasm' },
  ] as const
  const lines = benchText({ batch: 1, engines, ...compareEngines(new Map([['wasm', measured]])) }).split('\n')
  expect(lines[0]).toBe('wasm: CPU · tfjs-backend-wasm')
  expect(lines[2]).toMatch(/^GFLOP\/s, batch 1 +wasm forward +training$/)
  expect(lines.filter(line => /^(depthwise )?\d×\d/.test(line))).toHaveLength(5)
  expect(lines.at(-2)).toBe('→ webgpu is not here: no GPU; install a driver')
})

test('an engine that does not load says why', async () => {
  const request = { engine: 'tensorflow', ...tiny } as const
  vi.stubEnv('NIGHTSWEEP_TFJS_NODE', '/nowhere')
  await expect(benchEngine(request, { entry })).rejects.toThrow('/nowhere')
})

test('asked for an engine that is not here, the command refuses with what would add it', async () => {
  const env = { ...process.env, NIGHTSWEEP_TFJS_NODE: '/nowhere' }
  const args = [path.join(dist, 'cli.js'), 'engine', 'bench', '--quick', '--json', '--engine', 'tensorflow']
  const [code, stderr] = await new Promise<[number | null, string]>(resolve => {
    const child = execFile(process.execPath, args, { env }, (_, __, text) => resolve([child.exitCode, text]))
  })
  expect(stderr).toMatch(
    /engine tensorflow does not work here.*\/nowhere[\s\S]*→ .*nightsweep engine install/,
  )
  expect(code).toBe(2)
})
