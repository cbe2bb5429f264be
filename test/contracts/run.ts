/**
 * The contracts of engines without a test runner, for a machine that has none: kernels and gradients, the values of
 * Keras, fine-tuning. Says what failed and why, and how long each part took, as JSON.
 *
 *   node run.js webgpu [--parts kernels,keras,fine-tuning] [--backbones MobileNetV2,ResNet50] [--seconds 200]
 *                      [--json FILE]
 *
 * No part is begun, nor a case of one, after the seconds. Exit code 1 where anything failed.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { messageOf } from '../../src/base/errors.ts'
import { loadEngine } from '../../src/engine/index.ts'
import { selfTest } from '../../src/engine/self-test.ts'
import { tf } from '../../src/engine/tf.ts'
import { backboneNames } from '../../src/trial/backbone-names.ts'
import { engineNames } from '../../src/trial/engine-names.ts'
import { cases } from './engine-cases.ts'
import { checkCase } from './engine-check.ts'
import { checkFamily, families } from './fine-tuning-check.ts'
import { checkBlocks, golden, goldenBackbones } from './golden-check.ts'

/** One check of a part. */
interface Check {
  readonly name: string
  run(): Promise<unknown>
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    parts: { type: 'string', default: 'kernels,fine-tuning,keras' },
    backbones: { type: 'string' },
    seconds: { type: 'string', default: '600' },
    json: { type: 'string' },
  },
})
const name = engineNames.find(known => known === positionals[0]) ?? 'webgpu'
const wanted = values.backbones?.split(',')
const isWanted = (backbone: string) => wanted?.includes(backbone) ?? true

const parts: Readonly<Record<string, readonly Check[]>> = {
  kernels: [
    { name: 'trains a small network', run: selfTest },
    ...cases.map(item => ({ name: item.name, run: () => checkCase(item, name) })),
  ],
  keras: goldenBackbones.filter(isWanted).flatMap(backbone =>
    Object.entries(golden[backbone] ?? {}).map(([side, expected]) => ({
      name: `${backbone} at ${side} pixels`,
      run: () => checkBlocks(backbone, Number(side), expected),
    })),
  ),
  'fine-tuning': (wanted === undefined ? families : backboneNames.filter(isWanted)).map(family => ({
    name: family,
    run: () => checkFamily(family, name),
  })),
}

const engine = await loadEngine(name, { threads: 1 })
const results = []
for (const part of values.parts.split(',')) results.push(await runPart(part))
const result = { engine: name, version: engine.version, device: engine.device, parts: results }
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`)
process.exit(results.some(({ failed }) => failed.length > 0) ? 1 : 0)

async function runPart(part: string) {
  const checks = parts[part] ?? []
  const startedAt = performance.now()
  const notes: string[] = []
  const failed: { name: string; reason: string }[] = []
  let passed = 0
  for (const check of checks) {
    if (performance.now() > Number(values.seconds) * 1000) break
    try {
      await tf.setBackend(name)
      const note = await check.run()
      if (typeof note === 'string') notes.push(note)
      passed++
    } catch (error) {
      failed.push({ name: check.name, reason: messageOf(error) })
      console.log(`FAILED ${part}, ${check.name}: ${messageOf(error)}`)
    }
  }
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10
  const left = checks.length - passed - failed.length
  console.log(
    `${part}: ${passed} passed, ${failed.length} failed, ${left} not begun, ${seconds} s on ${engine.device}`,
  )
  return { part, passed, failed, left, seconds, notes }
}
