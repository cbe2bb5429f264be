/**
 * Prints how fast each engine that is here turns images into features, as a Markdown table for BACKBONES.md.
 * Run after a build: `node test/bench/backbones.mjs [--images 32] [backbone…]`
 */
import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const at = path => new URL(`../../dist/${path}`, import.meta.url).href
const {
  values: { images, engine: wanted },
  positionals,
} = parseArgs({
  allowPositionals: true,
  options: { images: { type: 'string', default: '32' }, engine: { type: 'string' } },
})
const family = [
  'MobileNetV2',
  'ResNet50',
  'VGG16',
  'InceptionV3',
  'InceptionResNetV2',
  'EfficientNetB0',
  'MobileNetV3Large',
  'MobileNetV3Small',
  'DenseNet121',
  'ConvNeXtTiny',
]
const names = positionals.length > 0 ? positionals : family

if (wanted !== undefined) await measureAll(wanted)
else await printTable()

/** One process for each engine: two TensorFlows do not live in one. */
async function printTable() {
  const { engineNames } = await import(at('trial/engine-names.js'))
  const results = engineNames.flatMap(engine => measureApart(engine) ?? [])
  console.log(
    `${cpus()[0]?.model}, ${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}; ${images} images`,
  )
  for (const { engine, version, device } of results) console.log(`${engine}: ${version}, ${device}`)
  console.log(`\n| images a second | ${results.map(({ engine }) => `\`${engine}\``).join(' | ')} |`)
  console.log(`|---|${'--:|'.repeat(results.length)}`)
  for (const name of names)
    console.log(
      `| ${name} | ${results.map(({ speeds }) => speeds[name]?.toPrecision(2) ?? '–').join(' | ')} |`,
    )
}

function measureApart(engine) {
  try {
    const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }
    const args = [fileURLToPath(import.meta.url), '--images', images, '--engine', engine, ...names]
    return JSON.parse(execFileSync(process.execPath, args, options).trimEnd().split('\n').at(-1))
  } catch (error) {
    const reason = /^\w*(Error|Unavailable): .*/m.exec(String(error.stderr ?? error))
    console.error(`${engine}: ${reason?.[0] ?? error}`)
  }
}

async function measureAll(name) {
  const { loadEngine } = await import(at('engine/index.js'))
  const { version, device, isGpu } = await loadEngine(name, { threads: availableParallelism() })
  const speeds = {}
  for (const backbone of names) speeds[backbone] = await measure(backbone, name === 'wasm')
  process.stdout.write(`\n${JSON.stringify({ engine: name, version, device, isGpu, speeds })}\n`)
  process.exit(0)
}

/** Of one process. The wasm engine has one thread, whose processor time is the same on a busy machine. */
async function measure(name, byProcessorTime) {
  const { getBackbone } = await import(at('backbones/index.js'))
  const { createPrefix } = await import(at('activations/compute.js'))
  const { loadWeights } = await import(at('weights/load.js'))
  const backbone = getBackbone(name)
  const size = backbone.defaultSize
  const prefix = createPrefix(await loadWeights(backbone, 'random', size, 0), { pool: true })
  const count = Number(images)
  const pixels = new Uint8Array(count * size * size * 3).map((_, i) => (i * 7919) % 256)
  const rows = new Float32Array(count * prefix.rowLength)
  const imageLength = size * size * 3
  await prefix.run(pixels.subarray(0, imageLength), rows.subarray(0, prefix.rowLength))
  const before = { at: performance.now(), cpu: process.cpuUsage() }
  await prefix.run(pixels, rows)
  const { user, system } = process.cpuUsage(before.cpu)
  const wall = (performance.now() - before.at) / 1000
  prefix.dispose()
  return count / (byProcessorTime ? Math.min(wall, (user + system) / 1e6) : wall)
}
